package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;
import java.time.Duration;

/**
 * Counts what happens to attempts. Thread safe; every method has a no-op default, so that a test
 * overrides what it asks.
 */
public interface WorkMetrics {
  /** An attempt was leased and begins. */
  default void leased() {}

  default void delivered(Duration took) {}

  default void failed(FailureCode code, Duration took) {}

  /** A run was stopped and nothing reported. */
  default void abandoned() {}
}
