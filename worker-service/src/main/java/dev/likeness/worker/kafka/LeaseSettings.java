package dev.likeness.worker.kafka;

import java.time.Duration;

/**
 * How attempts are leased.
 *
 * @param topic queue of released attempts
 * @param renewEvery a third of the lock duration
 * @param drainLimit how long a stopping worker lets a run go on
 */
record LeaseSettings(String topic, Duration renewEvery, Duration drainLimit) {
  boolean isOverdue(long nanosRunning) {
    return nanosRunning > drainLimit.toNanos();
  }
}
