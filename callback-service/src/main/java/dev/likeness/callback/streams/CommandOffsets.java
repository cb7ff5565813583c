package dev.likeness.callback.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker how long the log of commands is and how much of it the view has committed. Thread
 * safe; calls block for {@link #LIMIT} at most.
 */
public final class CommandOffsets {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String topic;
  private final String application;

  public CommandOffsets(Admin admin, String topic, String application) {
    this.admin = admin;
    this.topic = topic;
    this.application = application;
  }

  /** For each partition the offset that the next committed command will have or pass. */
  Map<Integer, Long> ends(Collection<Integer> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> latest.put(at(partition), OffsetSpec.latest()));
    var ends = new HashMap<Integer, Long>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((at, end) -> ends.put(at.partition(), end.offset()));
    return ends;
  }

  /**
   * For each partition the first offset that the view had not taken in at its last commit; 0 before
   * the first.
   */
  Map<Integer, Long> committed(Collection<Integer> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> all =
        admin
            .listConsumerGroupOffsets(application)
            .partitionsToOffsetAndMetadata()
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    var committed = new HashMap<Integer, Long>();
    for (int partition : partitions) {
      OffsetAndMetadata offset = all.get(at(partition));
      committed.put(partition, offset == null ? 0L : offset.offset());
    }
    return committed;
  }

  private TopicPartition at(int partition) {
    return new TopicPartition(topic, partition);
  }
}
