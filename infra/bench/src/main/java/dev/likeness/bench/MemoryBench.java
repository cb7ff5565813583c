package dev.likeness.bench;

import dev.likeness.contract.Topics;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Whether the memory of a worker's process stays where it is. A worker, started with the settings
 * of every installation ({@code infra/jvm/worker.options}), gets a thousand photos of 0.1 to 50
 * megapixels, for all operations that the starter pack has, as many at a time as it has slots.
 * After each fifty its memory is printed. Goal: no more than the limit of its container, ever, and
 * no more in the second half than in the first.
 */
final class MemoryBench implements AutoCloseable {
  private static final String POOL = "bench";
  private static final int SLOTS = 3;
  private static final int STEP = 50;
  private static final long SEED = 1;
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final int jobs;
  private final MixedPhotos photos;
  private final LocalKafka kafka;
  private final Producer<String, SpecificRecord> producer;
  private final Consumer<byte[], byte[]> events;
  private final Deserializer<JobEvent> deserializer;
  private final ServerProcess worker;

  /**
   * @param directory for the broker and the blobs
   * @param jobs how many photos
   */
  MemoryBench(Path directory, int jobs) throws Exception {
    this.jobs = jobs;
    Path blobs = directory.resolve("blobs");
    photos = new MixedPhotos(new FileSystemBlobStore(blobs), SEED);
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
    int adminPort = FreePorts.choose(1).get(0);
    worker =
        ServerProcess.start(
            JvmOptions.of("worker"),
            List.of("dev.likeness.worker.WorkerApplication"),
            settings(blobs, adminPort),
            adminPort,
            directory.resolve("worker.log"));
  }

  /** Prints its findings. */
  void run() throws Exception {
    System.out.println("| photos | worker now MiB | worker at most MiB | its children MiB |");
    System.out.println("|---|---|---|---|");
    print(0);
    Set<String> pending = new HashSet<>();
    int begun = 0;
    int done = 0;
    long end = System.nanoTime() + LIMIT.toNanos();
    while (done < jobs) {
      while (begun < jobs && pending.size() <= SLOTS) {
        JobAttempt attempt = attempt(begun++);
        pending.add(attempt.getJobId());
        var _ =
            producer.send(
                new ProducerRecord<>(Topics.ready(POOL).name(), attempt.getJobId(), attempt));
      }
      for (ConsumerRecord<byte[], byte[]> record : events.poll(POLL)) {
        if (isEnd(deserializer.deserialize(record.topic(), record.value()), pending)) {
          done++;
          end = System.nanoTime() + LIMIT.toNanos();
          if (done % STEP == 0) {
            print(done);
          }
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("no photo was done in " + LIMIT);
      }
    }
  }

  @Override
  public void close() {
    worker.close();
    producer.close();
    events.close();
    kafka.close();
  }

  private static boolean isEnd(JobEvent event, Set<String> pending) {
    return switch (event.getEvent()) {
      case AttemptSucceeded _ -> pending.remove(event.getJobId());
      case AttemptFailed failed ->
          throw new IllegalStateException(event.getJobId() + " failed: " + failed);
      default -> false; // its progress
    };
  }

  private void print(int done) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %d |%n",
        done,
        worker.memoryMebibytes(),
        worker.peakMemoryMebibytes(),
        worker.memoryOfChildrenMebibytes());
  }

  private JobAttempt attempt(int number) {
    Operation operation = operation(number);
    BlobRef photo = photos.next();
    List<BlobRef> inputs =
        operation == Operation.REMIX ? List.of(photo, photos.reference()) : List.of(photo);
    Instant now = Instant.now();
    return JobAttempt.newBuilder()
        .setJobId("photo-" + number)
        .setAccount("bench")
        .setAttemptId("photo-" + number + "-1")
        .setAttemptNumber(1)
        .setSpec(
            JobSpec.newBuilder()
                .setOperation(operation)
                .setPrompt(operation == Operation.EDIT ? "brighter, warmer, more contrast" : "")
                .setOutputCount(1)
                .setInputs(inputs)
                .build())
        .setReleasedAt(now)
        .setDeadline(now.plus(LIMIT))
        .build();
  }

  /** Of ten photos six are enhanced, three edited, and one is given another look. */
  private static Operation operation(int number) {
    return switch (number % 10) {
      case 3, 6, 8 -> Operation.EDIT;
      case 9 -> Operation.REMIX;
      default -> Operation.ENHANCE;
    };
  }

  private Map<String, String> settings(Path blobs, int adminPort) {
    var settings = new HashMap<>(JvmOptions.ENVIRONMENT);
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_BLOB_ROOT", blobs.toString());
    settings.put("LIKENESS_POOL", POOL);
    settings.put("LIKENESS_WORKER_SLOTS", Integer.toString(SLOTS));
    settings.put("LIKENESS_WORKER_ADMIN_PORT", Integer.toString(adminPort));
    return settings;
  }
}
