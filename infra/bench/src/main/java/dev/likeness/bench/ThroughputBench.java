package dev.likeness.bench;

import ai.onnxruntime.OrtException;
import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.image.ImageFormat;
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
import dev.likeness.worker.WorkerApplication;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What a queue of photos takes in the worker, as users run it, against a bare loop.
 *
 * <p>Subject: the whole worker, between a real broker and a folder of blobs. The time begins when
 * the first attempt is put into its queue, and ends when the last result was reported. It leases,
 * renews and accepts each attempt, reads the photo, decodes, runs, encodes with the mark, stores
 * the result durably, and reports progress and outcome.
 *
 * <p>Baseline: as many threads as the worker has slots, each of which decodes (same decoder), waits
 * for its turn, runs the same two sessions, and encodes (same encoder) a photo that is in memory;
 * the result is dropped.
 *
 * <p>Goal: the worker has at least 0.95 of the baseline's throughput, which is a time of at most
 * 1.053 times the baseline's.
 */
final class ThroughputBench implements AutoCloseable {
  private static final int SIDE = 1024;
  private static final int PHOTOS = 8;
  private static final int SLOTS = 3;
  private static final String POOL = "bench";
  private static final Duration POLL = Duration.ofMillis(10);

  /** Pause between two looks, so that looking does not take the processor from the worker. */
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final int jobs;
  private final List<byte[]> photos = new ArrayList<>();
  private final List<BlobRef> stored = new ArrayList<>();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final ImageEncoder encoder = new ImageEncoder();
  private final LocalKafka kafka;
  private final KafkaClients clients;
  private final Producer<String, SpecificRecord> producer;
  private final Consumer<byte[], byte[]> events;
  private final Deserializer<JobEvent> deserializer;
  private final RunningService worker;
  private final BareSessions sessions;
  private int round;

  /**
   * @param directory for the broker and the blobs
   * @param jobs in the queue each time
   */
  ThroughputBench(Path directory, int jobs) throws Exception {
    this.jobs = jobs;
    var blobs = new FileSystemBlobStore(directory.resolve("blobs"));
    for (int i = 0; i < PHOTOS; i++) {
      byte[] jpeg = BenchPhotos.jpeg(SIDE, i);
      photos.add(jpeg);
      stored.add(stored(blobs, "bench/" + i + ".jpg", jpeg));
    }
    kafka = LocalKafka.start(directory, LocalRegistryConfig.homeFromSystemProperty());
    clients =
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
    worker =
        RunningService.start(
            started -> new WorkerApplication(settings(directory), started), "worker.yml");
    sessions = new BareSessions(Runtime.getRuntime().availableProcessors());
  }

  PairedRuns.Result run(PairedRuns runs) throws Exception {
    return runs.compare(this::bare, this::asTheWorker);
  }

  @Override
  public void close() throws OrtException {
    sessions.close();
    worker.close();
    producer.close();
    events.close();
    kafka.close();
  }

  private void asTheWorker() throws Exception {
    String name = "round-" + round++;
    Set<String> waited = new HashSet<>();
    for (int i = 0; i < jobs; i++) {
      JobAttempt attempt = attempt(name + "-" + i, stored.get(i % PHOTOS));
      waited.add(attempt.getJobId());
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.ready(POOL).name(), attempt.getJobId(), attempt));
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!waited.isEmpty()) {
      LockSupport.parkNanos(LOOK_NANOS);
      for (ConsumerRecord<byte[], byte[]> record : events.poll(POLL)) {
        JobEvent event = deserializer.deserialize(record.topic(), record.value());
        switch (event.getEvent()) {
          case AttemptSucceeded _ -> waited.remove(event.getJobId());
          case AttemptFailed failed -> throw new IllegalStateException("failed: " + failed);
          default -> {} // its progress
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(waited.size() + " jobs were not done in " + LIMIT);
      }
    }
  }

  private void bare() throws Exception {
    var next = new AtomicInteger();
    var turn = new ReentrantLock(true);
    var threads = new ArrayList<Future<?>>();
    try (var pool = Executors.newFixedThreadPool(SLOTS)) {
      for (int i = 0; i < SLOTS; i++) {
        threads.add(
            pool.submit(
                () -> {
                  for (int job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                    bare(photos.get(job % PHOTOS), turn);
                  }
                  return true;
                }));
      }
      for (Future<?> thread : threads) {
        var _ = thread.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare loop failed", e);
    }
  }

  private void bare(byte[] file, ReentrantLock turn) throws OrtException {
    try (Photo photo = decoder.decode(file);
        Photo better = Photo.allocate(photo.width(), photo.height())) {
      turn.lock();
      try {
        sessions.run(photo.pixels(), better.pixels(), photo.width(), photo.height());
      } finally {
        turn.unlock();
      }
      byte[] encoded = encoder.encode(better, ImageFormat.JPEG);
      if (encoded.length == 0) {
        throw new IllegalStateException("nothing was encoded");
      }
    }
  }

  private static BlobRef stored(FileSystemBlobStore blobs, String key, byte[] jpeg) {
    blobs.put(key, jpeg);
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType("image/jpeg")
        .setBytes(jpeg.length)
        .setSha256(Sha256.hex(jpeg))
        .build();
  }

  private static JobAttempt attempt(String id, BlobRef photo) {
    Instant now = Instant.now();
    return JobAttempt.newBuilder()
        .setJobId(id)
        .setAccount("bench")
        .setAttemptId(id + "-1")
        .setAttemptNumber(1)
        .setSpec(
            JobSpec.newBuilder()
                .setOperation(Operation.ENHANCE)
                .setOutputCount(1)
                .setInputs(List.of(photo))
                .build())
        .setReleasedAt(now)
        .setDeadline(now.plus(LIMIT))
        .build();
  }

  private Map<String, String> settings(Path directory) {
    return Map.of(
        "LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers(),
        "LIKENESS_REGISTRY_URL", kafka.registryUrl(),
        "LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString(),
        "LIKENESS_POOL", POOL,
        "LIKENESS_WORKER_SLOTS", Integer.toString(SLOTS),
        "LIKENESS_WORKER_HEIC", "false",
        "LIKENESS_WORKER_ADMIN_PORT", "0");
  }
}
