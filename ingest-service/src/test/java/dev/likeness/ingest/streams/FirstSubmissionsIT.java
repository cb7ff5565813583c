package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.PartitionCount;
import dev.likeness.kit.kafka.Processing;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Submit;
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The index against the real broker and registry. No scheduler runs: none is needed. */
@ExtendWith(KafkaExtension.class)
class FirstSubmissionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final String SERVER = "127.0.0.1:9";
  private static final OtherInstances NOBODY =
      new OtherInstances() {
        @Override
        public Optional<FirstSubmission> await(String host, int port, Question question) {
          return Optional.empty();
        }

        @Override
        public Optional<FirstSubmission> known(String host, int port, JobId job) {
          return Optional.empty();
        }
      };

  @TempDir private Path directory;

  private final String application = TestTopics.uniqueName(FirstSubmissionsTopology.APPLICATION_ID);
  private final JobId job = newJob();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final KafkaClients clients;

  FirstSubmissionsIT(KafkaEndpoint kafka) {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
  }

  @BeforeEach
  void createTopics() throws InterruptedException {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 2).provision(List.of(), List.of());
    }
  }

  @Test
  void fiftyAtOnceAreToldOfOneFirstAlsoAfterARestartWithoutItsDisk() throws Exception {
    FirstSubmission first;
    try (var index = start("first", SERVER);
        var producer = clients.producer("test")) {
      var queries = queries(index);
      List<FirstSubmission> told = fiftyAtOnce(producer, queries);

      first = told.getFirst();
      assertThat(told).hasSize(50).containsOnly(first);
      assertThat(queries.known(job)).hasValue(first);
      assertThat(queries.known(newJob())).isEmpty();
    }
    try (var index = start("second", SERVER);
        var producer = clients.producer("test")) {
      var position = submit(producer, job, "another fingerprint");

      assertThat(queries(index).await(job, position, PATIENCE)).isEqualTo(first);
    }
  }

  private List<FirstSubmission> fiftyAtOnce(
      Producer<String, SpecificRecord> producer, StoredFirstSubmissions queries) throws Exception {
    var told = new ArrayList<FirstSubmission>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FirstSubmission>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String fingerprint = "fingerprint-" + i;
        calls.add(
            callers.submit(() -> queries.await(job, submit(producer, job, fingerprint), PATIENCE)));
      }
      for (var call : calls) {
        told.add(call.get());
      }
    }
    return told;
  }

  @Test
  void answersForJobsOfAnotherInstance() throws Exception {
    try (var one = start("one", "127.0.0.1:1");
        var two = start("two", "127.0.0.1:2");
        var producer = clients.producer("test")) {
      var questions = new AtomicInteger();
      var neighbour = queries(two, "127.0.0.1:2", NOBODY);
      var queries = queries(one, "127.0.0.1:1", asking(neighbour, questions));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  two.streams().metadataForLocalThreads().stream()
                      .anyMatch(thread -> !thread.activeTasks().isEmpty()));

      assertThat(queries.known(newJob())).isEmpty();
      for (int i = 0; i < 8; i++) {
        var id = newJob();
        var position = submit(producer, id, id.value());
        assertThat(queries.await(id, position, PATIENCE).fingerprint()).isEqualTo(id.value());
        assertThat(queries.known(id).map(FirstSubmission::fingerprint)).hasValue(id.value());
      }

      assertThat(questions).as("questions to the other instance").hasPositiveValue();
    }
  }

  @Test
  void doesNotAnswerForAJobItHasNotSeen() throws Exception {
    try (var index = start("only", SERVER)) {
      var queries = queries(index);

      assertThatExceptionOfType(RefusalException.class)
          .isThrownBy(
              () -> queries.await(job, new LogPosition(0, Long.MAX_VALUE), Duration.ofMillis(100)))
          .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(FailureCode.UNAVAILABLE));
    }
  }

  /** As over HTTP, where a refusal is an answer that is missing. */
  private static OtherInstances asking(StoredFirstSubmissions asked, AtomicInteger questions) {
    return new OtherInstances() {
      @Override
      public Optional<FirstSubmission> await(String host, int port, Question question) {
        questions.incrementAndGet();
        assertThat(port).isEqualTo(2);
        try {
          return Optional.of(
              asked.here().await(question.job(), question.passed(), question.limit()));
        } catch (RefusalException e) {
          return Optional.empty();
        }
      }

      @Override
      public Optional<FirstSubmission> known(String host, int port, JobId job) {
        questions.incrementAndGet();
        return asked.here().known(job);
      }
    };
  }

  private StreamsRuntime start(String stateDirectory, String server) throws InterruptedException {
    var runtime =
        new StreamsRuntime(
            FirstSubmissionsTopology.build(
                clients.serdes(),
                REMEMBERED,
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            clients,
            new StreamsSettings(
                application, directory.resolve(stateDirectory), server, 0, Processing.FOLDS));
    runtime.start();
    await().atMost(PATIENCE).until(runtime::isRunning);
    return runtime;
  }

  private StoredFirstSubmissions queries(StreamsRuntime runtime) {
    return queries(runtime, SERVER, NOBODY);
  }

  private StoredFirstSubmissions queries(
      StreamsRuntime runtime, String server, OtherInstances others) {
    return new StoredFirstSubmissions(
        runtime.streams(),
        server,
        new PartitionCount(clients, Topics.JOB_COMMANDS.name()),
        others,
        REMEMBERED,
        InstantSource.system());
  }

  private LogPosition submit(
      Producer<String, SpecificRecord> producer, JobId id, String fingerprint) throws Exception {
    var submit =
        Submit.newBuilder(Jobs.submit(now, Lane.STANDARD, fingerprint))
            .setClientRequestId("order-7")
            .build();
    var command = Jobs.command(id, Jobs.ACCOUNT, now, submit);
    var written =
        producer.send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), id.value(), command)).get();
    return new LogPosition(written.partition(), written.offset());
  }

  private static JobId newJob() {
    return new JobId(UUID.randomUUID().toString().replace("-", ""));
  }
}
