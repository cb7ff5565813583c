package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.catalogue.LiveWorkers;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.ingest.kafka.PoolQueue;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.ingest.scheduler.WaitingSlots;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.PartitionCount;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
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
    try (var scheduler = start("first");
        var producer = clients.producer("test")) {
      var position = submit(producer, "fingerprint");
      assertThat(queries(scheduler).await(job, position, PATIENCE))
          .isEqualTo(new FirstSubmission("fingerprint", now));

      JobAttempt attempt = read(Topics.ready(pool), JobAttempt::getJobId, 1).getFirst();
      var success =
          new AttemptSucceeded(
              attempt.getAttemptId(), "worker", "run", Jobs.outcome(attempt, 1, Map.of()));
      send(producer, Topics.JOB_EVENTS, job, Jobs.event(job, now, success));

      assertThat(read(Topics.JOB_EVENTS, JobEvent::getJobId, 4))
          .extracting(event -> event.getEvent().getClass().getSimpleName())
          .containsExactly("Queued", "Released", "AttemptSucceeded", "Succeeded");
      assertThat(read(Topics.LEDGER, LedgerEntry::getJobId, 2))
          .extracting(LedgerEntry::getKind)
          .containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    }
    try (var scheduler = start("second");
        var producer = clients.producer("test")) {
      var position = submit(producer, "another fingerprint");

      assertThat(queries(scheduler).await(job, position, PATIENCE).fingerprint())
          .isEqualTo("fingerprint");
    }
  }

  @Test
  void answersForJobsOfAnotherInstance() throws Exception {
    try (var one = start("one", "127.0.0.1:1");
        var two = start("two", "127.0.0.1:2");
        var producer = clients.producer("test")) {
      var questions = new AtomicInteger();
      var neighbour = queries(two, "127.0.0.1:2", (host, port, question) -> Optional.empty());
      var queries =
          queries(
              one,
              "127.0.0.1:1",
              (host, port, question) -> {
                questions.incrementAndGet();
                assertThat(port).isEqualTo(2);
                return answer(neighbour, question);
              });
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  two.streams().metadataForLocalThreads().stream()
                      .anyMatch(thread -> !thread.activeTasks().isEmpty()));

      assertThat(queries.known(newJob())).isEmpty();
      for (int i = 0; i < 8; i++) {
        var id = newJob();
        var command = Jobs.command(id, Jobs.ACCOUNT, now, Jobs.submit(now, Lane.BATCH, id.value()));
        var position = send(producer, Topics.JOB_COMMANDS, id, command);
        assertThat(queries.await(id, position, PATIENCE).fingerprint()).isEqualTo(id.value());
        assertThat(queries.known(id).map(FirstSubmission::fingerprint)).hasValue(id.value());
      }

      assertThat(questions).as("questions to the other instance").hasPositiveValue();
    }
  }

  /** As from a share partition that stands still: no worker reads what was released. */
  @Test
  void anAttemptThatNobodyTakesAlthoughASlotWaitsIsReleasedAgain() throws Exception {
    var statuses = new CompactedTopic<>(clients, Topics.WORKER_STATUS);
    statuses.start();
    var workers = new LiveWorkers(statuses::values, InstantSource.system());
    try (var _ = start("only", SERVER, takenWithin(Duration.ofSeconds(1)), workers::waitingSince);
        var producer = clients.producer("test")) {
      JobId worker = newJob();
      send(producer, Topics.WORKER_STATUS, worker, aWorkerWithASlotThatWaits(worker.value()));
      await().atMost(PATIENCE).until(() -> workers.waitingSince(pool).isPresent());
      submit(producer, "fingerprint");

      var attempts = read(Topics.ready(pool), JobAttempt::getJobId, 2);
      var untaken = attempts.getFirst();
      var again = attempts.getLast();
      assertThat(again.getAttemptId()).isNotEqualTo(untaken.getAttemptId());
      assertThat(again.getAttemptNumber()).as("it used up no try").isEqualTo(1);
      assertThat(read(Topics.JOB_CONTROL, CancelAttempt::getJobId, 1).getFirst())
          .satisfies(
              stop -> {
                assertThat(stop.getAttemptId()).isEqualTo(untaken.getAttemptId());
                assertThat(stop.getUntaken()).isTrue();
              });

      producer.send(new ProducerRecord<>(Topics.WORKER_STATUS.name(), worker.value(), null)).get();
      report(producer, untaken);
      report(producer, again);
      var ends =
          read(Topics.LEDGER, LedgerEntry::getJobId, 2).stream().map(LedgerEntry::getKind).toList();
      assertThat(ends).containsExactly(LedgerEntryKind.RESERVE, LedgerEntryKind.SETTLE);
    } finally {
      statuses.stop();
    }
  }

  private void report(Producer<String, SpecificRecord> producer, JobAttempt attempt)
      throws Exception {
    var success =
        new AttemptSucceeded(
            attempt.getAttemptId(), "worker", "run", Jobs.outcome(attempt, 1, Map.of()));
    send(producer, Topics.JOB_EVENTS, job, Jobs.event(job, now, success));
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

  @Test
  void doesNotAnswerForAJobItHasNotSeen() throws Exception {
    try (var scheduler = start("only")) {
      var queries = queries(scheduler);

      assertThatExceptionOfType(RefusalException.class)
          .isThrownBy(
              () -> queries.await(job, new LogPosition(0, Long.MAX_VALUE), Duration.ofMillis(100)))
          .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(FailureCode.UNAVAILABLE));
    }
  }

  /** As over HTTP, where a refusal is an answer that is missing. */
  private static Optional<FirstSubmission> answer(
      SchedulerQueries asked, OtherInstances.Question question) {
    try {
      return Optional.of(asked.here().await(question.job(), question.passed(), question.limit()));
    } catch (RefusalException e) {
      return Optional.empty();
    }
  }

  private StreamsRuntime start(String stateDirectory) throws InterruptedException {
    return start(stateDirectory, SERVER);
  }

  private StreamsRuntime start(String stateDirectory, String server) throws InterruptedException {
    return start(stateDirectory, server, SchedulerRules.DEFAULTS, WaitingSlots.unknown());
  }

  private StreamsRuntime start(
      String stateDirectory, String server, SchedulerRules rules, WaitingSlots slots)
      throws InterruptedException {
    var lifecycle =
        new JobLifecycle(
            rules,
            pool,
            slots,
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

  private SchedulerQueries queries(StreamsRuntime runtime) {
    return queries(runtime, SERVER, (host, port, question) -> Optional.empty());
  }

  private SchedulerQueries queries(StreamsRuntime runtime, String server, OtherInstances others) {
    return new SchedulerQueries(
        runtime.streams(), server, new PartitionCount(clients, Topics.JOB_COMMANDS.name()), others);
  }

  private static JobId newJob() {
    return new JobId(UUID.randomUUID().toString().replace("-", ""));
  }

  private LogPosition submit(Producer<String, SpecificRecord> producer, String fingerprint)
      throws Exception {
    var submit = Jobs.submit(now, Lane.STANDARD, fingerprint);
    return send(producer, Topics.JOB_COMMANDS, job, Jobs.command(job, Jobs.ACCOUNT, now, submit));
  }

  private LogPosition send(
      Producer<String, SpecificRecord> producer, Topic<?> topic, JobId key, SpecificRecord value)
      throws Exception {
    var metadata = producer.send(new ProducerRecord<>(topic.name(), key.value(), value)).get();
    return new LogPosition(metadata.partition(), metadata.offset());
  }

  /** The first {@code count} committed records about the job. */
  private <V extends SpecificRecord> List<V> read(
      Topic<V> topic, Function<V, String> jobId, int count) {
    List<V> found = new ArrayList<>();
    Predicate<V> ofJob = value -> job.value().equals(jobId.apply(value));
    var deserializer = clients.serdes().deserializer(topic.type());
    try (Consumer<byte[], byte[]> consumer = clients.rawConsumer("not-used", 500)) {
      consumer.assign(
          consumer.partitionsFor(topic.name()).stream()
              .map(at -> new TopicPartition(at.topic(), at.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                  Optional.of(deserializer.deserialize(topic.name(), record.value()))
                      .filter(ofJob)
                      .ifPresent(found::add);
                }
                return found.size() >= count;
              });
    }
    return found;
  }
}
