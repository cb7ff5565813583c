package dev.likeness.worker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The share group of a pool. Its settings live on the broker and must be there before the first
 * member joins: by default a new group begins at the end and would skip the attempts that wait.
 *
 * @param name of the group
 * @param lockDuration time after which an attempt that is not renewed goes to another worker; 15 s
 *     to 60 s unless the broker allows more
 */
record ShareGroup(String name, Duration lockDuration) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  static ShareGroup ofPool(String pool, Duration lockDuration) {
    return new ShareGroup("likeness-workers." + pool, lockDuration);
  }

  /**
   * Puts the settings on the broker.
   *
   * @throws KafkaException if the broker refuses or does not answer
   */
  void configure(Admin admin) throws InterruptedException {
    var settings =
        Map.of(
            "share.auto.offset.reset", "earliest",
            "share.isolation.level", "read_committed",
            "share.record.lock.duration.ms", Long.toString(lockDuration.toMillis()),
            "share.partition.max.record.locks", "4000");
    Collection<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(
                e ->
                    new AlterConfigOp(
                        new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
            .toList();
    var group = new ConfigResource(ConfigResource.Type.GROUP, name);
    try {
      admin
          .incrementalAlterConfigs(Map.of(group, changes))
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("cannot configure the share group " + name, e);
    }
  }
}
