package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.catalogue.LiveWorkers;
import dev.likeness.ingest.kafka.PoolQueue;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.PoolStatus;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler against the real broker and registry, seen only through committed records. */
@ExtendWith(KafkaExtension.class)
class SchedulerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SERVER = "127.0.0.1:9";

  @TempDir private Path directory;

  private final String application = TestTopics.uniqueName(SchedulerTopology.APPLICATION_ID);
  private final String pool = TestTopics.uniqueName("pool");
  private final JobId job = newJob();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final KafkaClients clients;
  private final PoolQueue released;

  SchedulerIT(KafkaEndpoint kafka) {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    released = new PoolQueue(clients, pool);
  }

  @AfterEach
  void stop() {
    released.stop();
  }

  @BeforeEach
  void createTopics() throws InterruptedException {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 2).provision(List.of(pool), List.of());
    }
  }

  @Test
  void takesAJobToItsEndAndRemembersItWithoutItsDisk() throws Exception {
    try (var _ = start("first");
        var producer = clients.producer("test")) {
      submit(producer, "fingerprint");

      JobAttempt attempt = read(Topics.ready(pool), JobAttempt::getJobId, 1).getFirst();
      report(producer, attempt);

      assertThat(read(Topics.JOB_EVENTS, JobEvent::getJobId, 3))
          .extracting(event -> event.getEvent().getClass().getSimpleName())
          .containsExactly("Queued", "Released", "Succeeded");
      assertThat(read(Topics.LEDGER, LedgerEntry::getJobId, 2))
          .extracting(LedgerEntry::getKind)
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    }
    try (var _ = start("second");
        var producer = clients.producer("test")) {
      int partition = submit(producer, "another fingerprint");
      JobId behind = newJob();
      var command =
          Jobs.command(behind, Jobs.ACCOUNT, now, Jobs.submit(now, Lane.STANDARD, "behind"));
      producer
          .send(
              new ProducerRecord<>(Topics.JOB_COMMANDS.name(), partition, behind.value(), command))
          .get();

      var _ = read(Topics.ready(pool), JobAttempt::getJobId, behind, 1);
      assertThat(readNow(Topics.LEDGER, LedgerEntry::getJobId, job)).hasSize(2);
    }
  }

  /** As from a share partition that stands still: no worker reads what was released. */
  @Test
  void anAttemptThatNobodyTakesAlthoughASlotWaitsIsReleasedAgain() throws Exception {
    var statuses = new CompactedTopic<>(clients, Topics.WORKER_STATUS);
    statuses.start();
    var workers = new LiveWorkers(statuses::values, InstantSource.system());
    try (var _ =
            start(
                "only",
                SERVER,
                takenWithin(Duration.ofSeconds(1)),
                PoolStatus.of(workers::waitingSince, workers::heardOf));
        var producer = clients.producer("test")) {
      JobId worker = newJob();
      send(producer, Topics.WORKER_STATUS, worker, aWorkerWithASlotThatWaits(worker.value()));
      await().atMost(PATIENCE).until(() -> workers.waitingSince(pool).isPresent());
      submit(producer, "fingerprint");

      var attempts = inOrder(read(Topics.ready(pool), JobAttempt::getJobId, 2));
      var untaken = attempts.getFirst();
      var again = attempts.get(1);
      assertThat(again.getAttemptId()).isNotEqualTo(untaken.getAttemptId());
      assertThat(again.getAttemptNumber()).as("it used up no try").isEqualTo(1);
      assertThat(read(Topics.JOB_CONTROL, CancelAttempt::getJobId, 1).getFirst())
          .satisfies(
              stop -> {
                assertThat(stop.getAttemptId()).isEqualTo(untaken.getAttemptId());
                assertThat(stop.getUntaken()).isTrue();
              });

      producer.send(new ProducerRecord<>(Topics.WORKER_STATUS.name(), worker.value(), null)).get();
      await().atMost(PATIENCE).until(() -> workers.waitingSince(pool).isEmpty());
      report(producer, untaken);
      report(producer, inOrder(readNow(Topics.ready(pool), JobAttempt::getJobId, job)).getLast());
      var ends =
          read(Topics.LEDGER, LedgerEntry::getJobId, 2).stream().map(LedgerEntry::getKind).toList();
      assertThat(ends).containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    } finally {
      statuses.stop();
    }
  }

  /** They were dealt to several partitions. */
  private static List<JobAttempt> inOrder(List<JobAttempt> attempts) {
    return attempts.stream().sorted(Comparator.comparing(JobAttempt::getReleasedAt)).toList();
  }

  private void report(Producer<String, SpecificRecord> producer, JobAttempt attempt)
      throws Exception {
    var success =
        new AttemptSucceeded(
            attempt.getAttemptId(), "worker", "run", Jobs.outcome(attempt, 1, Map.of()));
    send(producer, Topics.ATTEMPT_REPORTS, job, Jobs.event(job, now, success));
  }

  private WorkerStatus aWorkerWithASlotThatWaits(String id) {
    return WorkerStatus.newBuilder()
        .setWorkerId(id)
        .setPool(pool)
        .setSlots(1)
        .setRunning(0)
        .setStartedAt(now)
        .setAt(now)
        .setIntervalMs(Duration.ofMinutes(5).toMillis())
        .setDevice("cpu")
        .setWaitingSince(now)
        .build();
  }

  private static SchedulerRules takenWithin(Duration limit) {
    var usual = SchedulerRules.DEFAULTS;
    return new SchedulerRules(
        usual.retries(),
        usual.startWithin(),
        limit,
        usual.silentAfter(),
        usual.rememberFor(),
        usual.fetches(),
        usual.fetchedWithin(),
        usual.releaseWindow(),
        usual.fetchWindow());
  }

  private StreamsRuntime start(String stateDirectory) throws InterruptedException {
    return start(stateDirectory, SERVER);
  }

  private StreamsRuntime start(String stateDirectory, String server) throws InterruptedException {
    return start(stateDirectory, server, SchedulerRules.DEFAULTS, PoolStatus.unknown());
  }

  private StreamsRuntime start(
      String stateDirectory, String server, SchedulerRules rules, PoolStatus workers)
      throws InterruptedException {
    var lifecycle =
        new JobLifecycle(
            rules,
            pool,
            workers,
            () -> UUID.randomUUID().toString().replace("-", ""),
            () -> ThreadLocalRandom.current().nextDouble());
    var runtime =
        new StreamsRuntime(
            SchedulerTopology.build(
                lifecycle,
                clients.serdes(),
                released,
                SchedulerMetrics.none(),
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            clients,
            new StreamsSettings(application, directory.resolve(stateDirectory), server, 0));
    runtime.start();
    await().atMost(PATIENCE).until(runtime::isRunning);
    return runtime;
  }

  private static JobId newJob() {
    return new JobId(UUID.randomUUID().toString().replace("-", ""));
  }

  /** The partition of the job. */
  private int submit(Producer<String, SpecificRecord> producer, String fingerprint)
      throws Exception {
    var submit = Jobs.submit(now, Lane.STANDARD, fingerprint);
    return send(producer, Topics.JOB_COMMANDS, job, Jobs.command(job, Jobs.ACCOUNT, now, submit));
  }

  private int send(
      Producer<String, SpecificRecord> producer, Topic<?> topic, JobId key, SpecificRecord value)
      throws Exception {
    return producer.send(new ProducerRecord<>(topic.name(), key.value(), value)).get().partition();
  }

  /** The first {@code count} committed records about the job. */
  private <V extends SpecificRecord> List<V> read(
      Topic<V> topic, Function<V, String> jobId, int count) {
    return read(topic, jobId, job, count);
  }

  private <V extends SpecificRecord> List<V> read(
      Topic<V> topic, Function<V, String> jobId, JobId about, int count) {
    List<V> found = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              found.clear();
              found.addAll(readNow(topic, jobId, about));
              return found.size() >= count;
            });
    return found;
  }

  /** All that are committed by now. */
  private <V extends SpecificRecord> List<V> readNow(
      Topic<V> topic, Function<V, String> jobId, JobId about) {
    List<V> found = new ArrayList<>();
    var deserializer = clients.serdes().deserializer(topic.type());
    try (Consumer<byte[], byte[]> consumer = clients.rawConsumer("not-used", 500)) {
      consumer.assign(
          consumer.partitionsFor(topic.name()).stream()
              .map(at -> new TopicPartition(at.topic(), at.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      var ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          V value = deserializer.deserialize(topic.name(), record.value());
          if (about.value().equals(jobId.apply(value))) {
            found.add(value);
          }
        }
      }
    }
    return found;
  }
}
