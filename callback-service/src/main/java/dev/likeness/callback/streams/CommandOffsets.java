package dev.likeness.callback.streams;

import java.time.Duration;
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

  /** The offset that the next committed command will have or pass. */
  long end(int partition) throws InterruptedException, ExecutionException, TimeoutException {
    var at = new TopicPartition(topic, partition);
    return admin
        .listOffsets(
            Map.of(at, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(at)
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .offset();
  }

  /** The first offset that the view's last transaction had not taken in; 0 before the first. */
  long committed(int partition) throws InterruptedException, ExecutionException, TimeoutException {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets(application)
            .partitionsToOffsetAndMetadata()
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .get(new TopicPartition(topic, partition));
    return committed == null ? 0 : committed.offset();
  }
}
