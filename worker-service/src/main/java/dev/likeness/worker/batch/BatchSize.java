package dev.likeness.worker.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many items go together: as many as wanted, but for a while only half of what was too much for
 * the memory. Thread safe.
 */
final class BatchSize {
  private final int wanted;
  private final Duration remembered;
  private final InstantSource time;
  private int fitting;
  private Instant until = Instant.MIN;

  BatchSize(int wanted, Duration remembered, InstantSource time) {
    this.wanted = wanted;
    this.remembered = remembered;
    this.time = time;
  }

  synchronized int most() {
    return time.instant().isBefore(until) ? fitting : wanted;
  }

  /** So many together were too much. */
  synchronized void tooMany(int items) {
    fitting = Math.max(1, items / 2);
    until = time.instant().plus(remembered);
  }
}
