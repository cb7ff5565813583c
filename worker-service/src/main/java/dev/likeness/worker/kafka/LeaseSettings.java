package dev.likeness.worker.kafka;

import java.time.Duration;

/**
 * How attempts are leased.
 *
 * @param topic queue of released attempts
 * @param renewEvery at most a third of the lock duration, so that a renewal may be late once
 * @param reportLimit how long the report of an outcome is tried again
 */
record LeaseSettings(String topic, Duration renewEvery, Duration reportLimit) {}
