package dev.likeness.contract;

import dev.likeness.contract.wire.RegistryUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting for the schema registry on the thread that needs it. */
final class RegistryWait {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private RegistryWait() {}

  /**
   * What {@code needy} gives, as soon as the registry lets it.
   *
   * @throws RegistryUnavailableException if that takes longer than two minutes, or the thread is
   *     interrupted
   */
  static <T extends @Nullable Object> T until(Supplier<T> needy) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return needy.get();
      } catch (RegistryUnavailableException e) {
        if (System.nanoTime() - begin > LIMIT.toNanos() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
