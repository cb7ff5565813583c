package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import java.util.concurrent.Semaphore;

/**
 * Bounds the bodies that are held in memory at a time: many callers with large photos at once are
 * told to come back, instead of ending the process for everyone. Thread safe.
 */
final class BodyBudget {
  private static final int UNIT = 1024;

  private final Semaphore units;
  private final int largest;

  /**
   * @param bytes of all bodies together
   * @param largest body that is accepted at all
   */
  BodyBudget(long bytes, int largest) {
    this.units = new Semaphore(units(Math.max(bytes, largest)));
    this.largest = largest;
  }

  /** Room for one body, until closed. */
  interface Room extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes room for a body.
   *
   * @param length as declared; -1 if it was not, which takes room for the largest
   * @throws RefusalException with code {@code UNAVAILABLE} if there is none now
   */
  Room take(long length) {
    int taken = units(length < 0 ? largest : Math.min(length, largest));
    if (!units.tryAcquire(taken)) {
      throw new RefusalException(
          FailureCode.UNAVAILABLE, "Too many large requests at a time; try again.");
    }
    return () -> units.release(taken);
  }

  private static int units(long bytes) {
    return Math.toIntExact(bytes / UNIT + 1);
  }
}
