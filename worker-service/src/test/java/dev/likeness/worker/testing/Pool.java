package dev.likeness.worker.testing;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A pool of workers on a real broker, as the scheduler sees it: hands out attempts and reads what
 * the workers say about them. Its name is of no other test. For one thread.
 */
public final class Pool implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String name = TestTopics.uniqueName("pool");
  private final KafkaClients clients;
  private final Producer<String, SpecificRecord> producer;
  private final Consumer<byte[], byte[]> reader;
  private final Deserializer<JobEvent> deserializer;
  private final List<JobEvent> events = new ArrayList<>();

  /** Makes the topics; the queue of the pool has one partition. */
  public Pool(String bootstrapServers, String registryUrl) throws InterruptedException {
    clients = new KafkaClients(new KafkaSection(bootstrapServers, registryUrl, Map.of()), "test");
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 1).provision(List.of(name), List.of());
    }
    producer = clients.producer("scheduler");
    deserializer = clients.serdes().deserializer(JobEvent.class);
    reader = clients.rawConsumer(TestTopics.uniqueName("reader"), 500);
    List<TopicPartition> partitions =
        Stream.of(Topics.JOB_EVENTS, Topics.ATTEMPT_REPORTS)
            .flatMap(topic -> reader.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToEnd(partitions);
    partitions.forEach(reader::position);
  }

  public String name() {
    return name;
  }

  public KafkaClients clients() {
    return clients;
  }

  /** Releases an attempt to the workers. */
  public void release(JobAttempt attempt) throws ExecutionException, InterruptedException {
    producer
        .send(new ProducerRecord<>(Topics.ready(name).name(), attempt.getJobId(), attempt))
        .get();
  }

  /** Tells all workers to stop an attempt, or not to begin it. */
  public void cancel(JobAttempt attempt) throws ExecutionException, InterruptedException {
    var cancel =
        CancelAttempt.newBuilder()
            .setJobId(attempt.getJobId())
            .setAttemptId(attempt.getAttemptId())
            .setReason("test")
            .setAt(attempt.getReleasedAt())
            .build();
    producer
        .send(new ProducerRecord<>(Topics.JOB_CONTROL.name(), attempt.getJobId(), cancel))
        .get();
  }

  /** Puts bytes into the queue that are no attempt. */
  public void poison(byte[] bytes) throws ExecutionException, InterruptedException {
    try (var raw = clients.rawProducer("poisoner")) {
      raw.send(new ProducerRecord<>(Topics.ready(name).name(), "key", bytes)).get();
    }
  }

  /** What workers told and reported of an attempt's job so far, of one kind, in order. */
  public <E> List<E> events(JobAttempt attempt, Class<E> kind) {
    for (ConsumerRecord<byte[], byte[]> read : reader.poll(POLL)) {
      events.add(deserializer.deserialize(read.topic(), read.value()));
    }
    return events.stream()
        .filter(event -> event.getJobId().equals(attempt.getJobId()))
        .map(JobEvent::getEvent)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** What a worker says of itself now; empty if it is not there. Reads the topic from the begin. */
  public Optional<WorkerStatus> status(String workerId) throws InterruptedException {
    var statuses = new CompactedTopic<>(clients, Topics.WORKER_STATUS);
    statuses.start();
    try {
      return statuses.get(workerId);
    } finally {
      statuses.stop();
    }
  }

  /** Whether every record of the queue has been accepted or rejected. */
  public boolean isWorkedOff() throws ExecutionException, InterruptedException {
    String group = "likeness-workers." + name;
    var queue = new TopicPartition(Topics.ready(name).name(), 0);
    try (var admin = clients.admin()) {
      var offsets =
          admin
              .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(group)
              .get()
              .get(queue);
      return offsets != null && offsets.lag().orElse(-1L) == 0;
    }
  }

  @Override
  public void close() {
    producer.close();
    reader.close();
  }
}
