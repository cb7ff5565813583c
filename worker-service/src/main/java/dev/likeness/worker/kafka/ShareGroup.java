package dev.likeness.worker.kafka;

import dev.likeness.kit.kafka.GroupSettings;
import java.time.Duration;
import java.util.Map;

/**
 * The share group of a pool (KIP-932).
 *
 * @param name of the group
 * @param lockDuration time after which an attempt that is not renewed goes to another worker; 15 s
 *     to 60 s unless the broker allows more
 */
record ShareGroup(String name, Duration lockDuration) {
  static ShareGroup ofPool(String pool, Duration lockDuration) {
    return new ShareGroup("likeness-workers." + pool, lockDuration);
  }

  /**
   * What the broker must know before the first member joins: by default a new group begins at the
   * end and would skip the attempts that wait.
   */
  GroupSettings settings() {
    return GroupSettings.ofShareGroup(
        name,
        Map.of(
            "share.auto.offset.reset", "earliest",
            "share.isolation.level", "read_committed",
            "share.record.lock.duration.ms", Long.toString(lockDuration.toMillis()),
            "share.partition.max.record.locks", "4000"));
  }
}
