package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;
import java.time.Duration;

/**
 * Counts what happens to attempts: each is leased once, and then ends in exactly one of the four
 * other ways. Thread safe; every method does nothing unless overridden, so that a test overrides
 * what it asks.
 */
public interface WorkMetrics {
  /** An attempt was leased and begins. */
  default void leased() {}

  /** Its success is reported. */
  default void delivered(Duration took) {}

  /** Its failure is reported. */
  default void failed(FailureCode code, Duration took) {}

  /**
   * The scheduler had it stopped, or it was cancelled before it was leased: nobody waits for it.
   */
  default void cancelled() {}

  /** It was stopped, or its end could not be reported: another worker will lease it. */
  default void abandoned() {}
}
