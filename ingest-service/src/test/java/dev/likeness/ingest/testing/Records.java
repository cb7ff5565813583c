package dev.likeness.ingest.testing;

import static org.assertj.core.api.Assertions.fail;

import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.local.kafka.testing.TestTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from their begin. */
public record Records(KafkaClients clients) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The first {@code count} committed records that match; fails if they do not come. */
  public List<ConsumerRecord<byte[], byte[]>> read(
      String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> matching) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer = clients.rawConsumer(TestTopics.uniqueName("reader"), 500)) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (found.size() < count) {
        if (System.nanoTime() > end) {
          fail("%d of %d records on %s", found.size(), count, topic);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(r -> addIf(matching, r, found));
      }
    }
    return found;
  }

  private static void addIf(
      Predicate<ConsumerRecord<byte[], byte[]>> matching,
      ConsumerRecord<byte[], byte[]> record,
      List<ConsumerRecord<byte[], byte[]>> found) {
    if (matching.test(record)) {
      found.add(record);
    }
  }
}
