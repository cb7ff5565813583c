package dev.likeness.e2e;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads whole topics, committed records only: the ledger and the events are the proof, not what an
 * API says about them.
 */
final class TopicReader {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Cluster cluster;

  TopicReader(Cluster cluster) {
    this.cluster = cluster;
  }

  <V extends SpecificRecord> List<V> all(Topic<V> topic) {
    var deserializer = new AvroSerdes(cluster.registryUrl()).deserializer(topic.type());
    return read(cluster, topic.name(), deserializer).stream().map(ConsumerRecord::value).toList();
  }

  static <V> List<ConsumerRecord<String, V>> read(
      Cluster cluster, String topic, Deserializer<V> values) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(), "isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, LIMIT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
      var records = new ArrayList<ConsumerRecord<String, V>>();
      while (partitions.stream()
          .anyMatch(p -> consumer.position(p, LIMIT) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  List<JobEvent> eventsOf(String jobId) {
    return all(Topics.JOB_EVENTS).stream().filter(event -> event.getJobId().equals(jobId)).toList();
  }

  static boolean isTerminal(JobEvent event) {
    return event.getEvent() instanceof Succeeded
        || event.getEvent() instanceof Failed
        || event.getEvent() instanceof Cancelled
        || event.getEvent() instanceof Expired;
  }

  long terminalEventsOf(String jobId) {
    return eventsOf(jobId).stream().filter(TopicReader::isTerminal).count();
  }

  /** How often a movement of this kind stands in the ledger for the job. */
  long entries(String jobId, LedgerEntryKind kind) {
    return all(Topics.LEDGER).stream()
        .filter((LedgerEntry entry) -> jobId.equals(entry.getJobId()) && entry.getKind() == kind)
        .count();
  }
}
