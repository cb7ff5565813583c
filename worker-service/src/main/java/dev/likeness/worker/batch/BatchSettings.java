package dev.likeness.worker.batch;

import java.time.Duration;

/**
 * How runs are put together.
 *
 * @param most runs that go together; 1 for never
 * @param longestWait of a run for others that may come
 * @param remembered how long a batch that was too large for the memory is not tried again
 */
public record BatchSettings(int most, Duration longestWait, Duration remembered) {
  public BatchSettings {
    if (most < 1 || longestWait.isNegative() || remembered.isNegative()) {
      throw new IllegalArgumentException("batches need a size, and times that are not negative");
    }
  }

  /** Waits 3 ms at most, and remembers for five minutes what did not fit. */
  public static BatchSettings of(int most) {
    return new BatchSettings(most, Duration.ofMillis(3), Duration.ofMinutes(5));
  }
}
