package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.CallbackOutcome;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What delivery counts. Thread safe; does nothing unless overridden. */
public interface DeliveryMetrics {
  default void attempted(CallbackOutcome outcome, Duration duration) {}

  /** An attempt's outcome could not be recorded, or its sender failed: it will be made again. */
  default void attemptLost() {}

  /** For how long the oldest attempt of a partition has been due; zero if none is. */
  default void oldestDue(int partition, Duration age) {}

  /** Gives the number of running attempts, for a gauge. */
  default void watchRunning(IntSupplier running) {}
}
