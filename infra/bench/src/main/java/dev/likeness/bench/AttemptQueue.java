package dev.likeness.bench;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What is around a worker that is measured without a scheduler: a broker, a registry, the queue of
 * attempts of one pool, and what the worker says of them. For one thread.
 */
final class AttemptQueue implements AutoCloseable {
  private static final String POOL = "bench";

  private final LocalKafka kafka;
  private final Producer<String, SpecificRecord> producer;
  private final Consumer<byte[], byte[]> events;
  private final Deserializer<JobEvent> deserializer;

  /**
   * @param directory for the broker
   */
  AttemptQueue(Path directory) throws Exception {
    kafka = LocalKafka.start(directory, LocalRegistryConfig.homeFromSystemProperty());
    var clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "bench");
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 1).provision(List.of(POOL), List.of());
    }
    producer = clients.producer("queue");
    deserializer = clients.serdes().deserializer(JobEvent.class);
    events = clients.detachedConsumer("events", 500);
    List<TopicPartition> partitions =
        events.partitionsFor(Topics.JOB_EVENTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    events.assign(partitions);
    events.seekToEnd(partitions);
    partitions.forEach(events::position);
  }

  /** Settings with which a worker takes from this queue. */
  Map<String, String> workerSettings() {
    return Map.of(
        "LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers(),
        "LIKENESS_REGISTRY_URL", kafka.registryUrl(),
        "LIKENESS_POOL", POOL);
  }

  /**
   * Asks for one result.
   *
   * @param job its id
   */
  void send(
      String job, Operation operation, String prompt, List<BlobRef> photos, Duration deadline) {
    Instant now = Instant.now();
    JobAttempt attempt =
        JobAttempt.newBuilder()
            .setJobId(job)
            .setAccount("bench")
            .setAttemptId(job + "-1")
            .setAttemptNumber(1)
            .setSpec(
                JobSpec.newBuilder()
                    .setOperation(operation)
                    .setPrompt(prompt)
                    .setOutputCount(1)
                    .setInputs(photos)
                    .build())
            .setReleasedAt(now)
            .setDeadline(now.plus(deadline))
            .build();
    var _ = producer.send(new ProducerRecord<>(Topics.ready(POOL).name(), job, attempt));
  }

  /**
   * The ids of jobs that succeeded since the last call.
   *
   * @param wait for so long if there are none
   * @throws IllegalStateException if one failed
   */
  List<String> succeeded(Duration wait) {
    var jobs = new ArrayList<String>();
    for (ConsumerRecord<byte[], byte[]> record : events.poll(wait)) {
      JobEvent event = deserializer.deserialize(record.topic(), record.value());
      switch (event.getEvent()) {
        case AttemptSucceeded _ -> jobs.add(event.getJobId());
        case AttemptFailed failed ->
            throw new IllegalStateException(event.getJobId() + " failed: " + failed);
        default -> {} // its progress
      }
    }
    return jobs;
  }

  @Override
  public void close() {
    producer.close();
    events.close();
    kafka.close();
  }
}
