package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the bodies that are held in memory at a time. Many callers with large photos at once wait
 * for their turn, first come, first served, with their bodies still unread; those who would wait
 * too long are told to come back. So they end the process for nobody. Small bodies do not wait for
 * large ones. Thread safe.
 */
final class BodyBudget {
  private static final int UNIT = 1024;

  /** As many of these as there can be requests at a time need little. */
  private static final int SMALL = 16 * 1024;

  /** Less than the time after which clients, and what stands between, think a connection dead. */
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(20);

  private static final Room NONE_NEEDED = () -> {};

  private final Semaphore units;
  private final int largest;
  private final Duration patience;

  /**
   * @param bytes of all bodies together
   * @param largest body that is accepted at all
   */
  BodyBudget(long bytes, int largest) {
    this(bytes, largest, USUAL_PATIENCE);
  }

  /**
   * @param patience how long a body may wait for room
   */
  BodyBudget(long bytes, int largest, Duration patience) {
    this.units = new Semaphore(units(Math.max(bytes, largest)), true);
    this.largest = largest;
    this.patience = patience;
  }

  /** Room for one body, until closed. */
  interface Room extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes room for a body, waiting for it if need be.
   *
   * @param length as declared; -1 if it was not, which takes room for the largest
   * @throws RefusalException with code {@code UNAVAILABLE} if there is none in time
   */
  Room take(long length) {
    if (length >= 0 && length <= SMALL) {
      return NONE_NEEDED;
    }
    int taken = units(length < 0 ? largest : Math.min(length, largest));
    if (!wasGiven(taken)) {
      throw new RefusalException(
          FailureCode.UNAVAILABLE, "Too many large requests at a time; try again.");
    }
    return () -> units.release(taken);
  }

  private boolean wasGiven(int wanted) {
    try {
      return units.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int units(long bytes) {
    return Math.toIntExact(bytes / UNIT + 1);
  }
}
