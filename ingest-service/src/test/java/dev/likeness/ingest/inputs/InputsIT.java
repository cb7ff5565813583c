package dev.likeness.ingest.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.images.RemoteImageFetcher;
import dev.likeness.ingest.kafka.PoolQueue;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.PoolStatus;
import dev.likeness.ingest.scheduler.SchedulerMetrics;
import dev.likeness.ingest.scheduler.SchedulerRules;
import dev.likeness.ingest.streams.SchedulerTopology;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.ingest.testing.Records;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.RemovalDue;
import dev.likeness.schema.v1.Submit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Photos by URL, from the command to the attempt, on the real broker and over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(KafkaExtension.class)
class InputsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGEST = 10_000;
  private static final SchedulerRules RULES =
      new SchedulerRules(
          SchedulerRules.DEFAULTS.retries(),
          SchedulerRules.DEFAULTS.startWithin(),
          SchedulerRules.DEFAULTS.takenWithin(),
          SchedulerRules.DEFAULTS.silentAfter(),
          SchedulerRules.DEFAULTS.rememberFor(),
          BackoffSchedule.doubling(Duration.ofMillis(100), Duration.ofMillis(100), 3, 0),
          Duration.ofMinutes(5),
          1_000,
          4);

  private final String application = TestTopics.uniqueName(SchedulerTopology.APPLICATION_ID);
  private final String group = TestTopics.uniqueName("inputs");
  private final String pool = TestTopics.uniqueName("pool");
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final AtomicInteger brokenAnswers = new AtomicInteger(2);
  private final CountDownLatch slowAsked = new CountDownLatch(1);
  private final CountDownLatch slowAnswers = new CountDownLatch(1);
  private final KafkaClients clients;
  private final GuardedHttpClient http;
  private final RemoteImageFetcher fetcher;
  private Path directory;
  private HttpServer web;
  private PoolQueue released;
  private StreamsRuntime scheduler;
  private InputsRole role;

  InputsIT(KafkaEndpoint kafka) {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    var policy = new AddressPolicy(List.of("127.0.0.0/8"));
    var limit = Duration.ofSeconds(1);
    http =
        new GuardedHttpClient(
            policy, new GuardedHttpClient.Limits(limit, limit, 1_000_000, LARGEST, 8));
    fetcher = new RemoteImageFetcher(http, new CustomerUrls(policy), limit);
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 2).provision(List.of(pool), List.of());
    }
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    web.createContext("/photo.png", exchange -> answer(exchange, 200, Photos.png(4, 3)));
    web.createContext("/missing", exchange -> answer(exchange, 404, new byte[0]));
    web.createContext("/huge", exchange -> answer(exchange, 200, new byte[LARGEST + 1]));
    web.createContext("/text", exchange -> answer(exchange, 200, new byte[] {'h', 'i'}));
    web.createContext(
        "/wide", exchange -> answer(exchange, 200, Photos.pngThatClaims(60_000, 60_000)));
    web.createContext("/inside", InputsIT::redirectInside);
    web.createContext("/drip", InputsIT::drip);
    web.createContext(
        "/recovers",
        exchange ->
            answer(exchange, brokenAnswers.getAndDecrement() > 0 ? 500 : 200, Photos.png(8, 8)));
    web.createContext("/slow", this::answerWhenTold);
    web.start();
    startServices("first");
  }

  @AfterAll
  void stop() throws Exception {
    slowAnswers.countDown();
    stopServices();
    web.stop(0);
    http.close();
  }

  @Test
  void handsOutAJobWithThePhotosThatWereFetched() throws Exception {
    var stored = new BlobRef("inputs/acme/0a", "image/png", 3L, "0".repeat(64));

    JobId job = submit(Operation.REMIX, new RemotePhoto(url("/photo.png")), stored);

    JobAttempt attempt = attempt(job);
    assertThat(attempt.getSpec().getInputs()).hasSize(2);
    BlobRef fetched = attempt.getSpec().getInputs().getFirst();
    assertThat(blobs.read(fetched.getKey())).hasValue(Photos.png(4, 3));
    assertThat(fetched.getKey())
        .isEqualTo(BlobKeys.fetchedInput("acme", job.value(), fetched.getSha256()));
    assertThat(attempt.getSpec().getInputs().getLast()).isEqualTo(stored);
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, IMAGE_UNREACHABLE",
    "/drip, IMAGE_UNREACHABLE",
    "/huge, PAYLOAD_TOO_LARGE",
    "/wide, IMAGE_TOO_LARGE",
    "/text, INVALID_IMAGE",
    "/inside, ADDRESS_NOT_ALLOWED",
    "https://10.0.0.1/photo.png, ADDRESS_NOT_ALLOWED"
  })
  void failsAJobWhosePhotoCannotBeHad(String where, String code) throws Exception {
    String url = where.startsWith("/") ? url(where) : where;

    JobId job = submit(Operation.EDIT, new RemotePhoto(url("/photo.png")), new RemotePhoto(url));

    Failure failure = failure(job);
    assertThat(failure.getCode()).isEqualTo(code);
    assertThat(failure.getDetail()).startsWith("Photo 2 of 2: ").endsWith(".");
  }

  @Test
  void triesAHostAgainThatWasNotWell() throws Exception {
    JobId job = submit(Operation.ENHANCE, new RemotePhoto(url("/recovers")));

    assertThat(attempt(job).getSpec().getInputs()).hasSize(1);
    assertThat(brokenAnswers.get()).isNegative();
  }

  @Test
  void removesAllThatBelongsToADeletedProfileAndWhatCameLate() throws Exception {
    JobId job = submit(Operation.TRAIN, new RemotePhoto(url("/photo.png")));
    String photo = attempt(job).getSpec().getInputs().getFirst().getKey();
    assertThat(photo).startsWith("profiles/acme/" + job.value() + "/photos/");
    blobs.put("profiles/acme/other/photos/0a", new byte[1]);
    String picture = BlobKeys.artifact(job.value(), "attempt", "run", 0, "jpg");
    blobs.put(picture, new byte[1]);

    send(Topics.PROFILE_DELETIONS, job, new ProfileDeletion(job.value(), "acme", now(), "request"));
    await().atMost(PATIENCE).until(() -> !blobs.exists(photo) && !blobs.exists(picture));
    String late = "profiles/acme/" + job.value() + "/picture.jpg";
    blobs.put(late, new byte[1]);
    blobs.put(picture, new byte[1]);

    await().atMost(PATIENCE).until(() -> !blobs.exists(late) && !blobs.exists(picture));
    assertThat(blobs.exists("profiles/acme/other/photos/0a")).isTrue();
  }

  @Test
  void removesTheFilesOfAJobThatWasForgottenAndNotThoseOfItsSuccessor() throws Exception {
    JobId job = submit(Operation.ENHANCE, new RemotePhoto(url("/photo.png")));
    String photo = attempt(job).getSpec().getInputs().getFirst().getKey();
    String result = BlobKeys.artifact(job.value(), "attempt", "run", 0, "jpg");
    blobs.put(result, new byte[1]);
    JobId other = submit(Operation.ENHANCE, new RemotePhoto(url("/photo.png")));
    String others = attempt(other).getSpec().getInputs().getFirst().getKey();

    var past = new JobFiles(other.value(), "acme", Operation.ENHANCE, Instant.EPOCH);
    var over = new JobFiles(job.value(), "acme", Operation.ENHANCE, now().plusSeconds(60));
    send(Topics.REMOVALS_DUE, job, new RemovalDue(List.of(past, over), now()));

    await().atMost(PATIENCE).until(() -> !blobs.exists(photo) && !blobs.exists(result));
    assertThat(blobs.exists(others)).isTrue();
  }

  @Test
  void goesOnAfterARestartInTheMiddle() throws Exception {
    JobId job = submit(Operation.ENHANCE, new RemotePhoto(url("/slow")));
    slowAsked.await();

    stopServices();
    slowAnswers.countDown();
    startServices("second");

    assertThat(attempt(job).getSpec().getInputs()).hasSize(1);
  }

  @Test
  void photosOfAJobThatEndedBeforeTheRestartAreNotFetched() throws Exception {
    var asked = new AtomicInteger();
    web.createContext(
        "/nobody",
        exchange -> {
          asked.incrementAndGet();
          answer(exchange, 200, Photos.png(2, 2));
        });
    stopServices();
    JobId ended = newJob();
    send(Topics.JOB_CONTROL, ended, stopFetching(ended));
    send(Topics.INPUTS_DUE, ended, due(ended, url("/nobody")));
    JobId other = newJob();
    send(Topics.INPUTS_DUE, other, due(other, url("/photo.png")));
    startServices("third");

    assertThat(first(Topics.INPUTS_READY, other).getInputs()).hasSize(1);
    assertThat(asked).hasValue(0);
  }

  private static CancelAttempt stopFetching(JobId job) {
    return CancelAttempt.newBuilder()
        .setJobId(job.value())
        .setAttemptId("")
        .setReason("The job has ended: CANCELLED.")
        .setAt(now())
        .build();
  }

  private static InputsDue due(JobId job, String url) {
    return InputsDue.newBuilder()
        .setJobId(job.value())
        .setAccount("acme")
        .setOperation(Operation.ENHANCE)
        .setSources(List.of(new RemotePhoto(url)))
        .setAttemptNumber(1)
        .setDeadline(now().plusSeconds(3600))
        .build();
  }

  private static JobId newJob() {
    return new JobId(UUID.randomUUID().toString().replace("-", ""));
  }

  private void startServices(String state) throws InterruptedException {
    var lifecycle =
        new JobLifecycle(
            RULES,
            pool,
            PoolStatus.unknown(),
            () -> UUID.randomUUID().toString().replace("-", ""),
            () -> 0.5);
    released = new PoolQueue(clients, pool);
    scheduler =
        new StreamsRuntime(
            SchedulerTopology.build(
                lifecycle,
                clients.serdes(),
                released,
                SchedulerMetrics.none(),
                new RecordFaults("test", new MetricRegistry(), InstantSource.system())),
            clients,
            new StreamsSettings(application, directory.resolve(state), "127.0.0.1:9", 0));
    scheduler.start();
    role =
        new InputsRole(
            clients,
            group,
            fetcher,
            blobs,
            new StorageQuota(1_000_000),
            new InputsRole.Limits(
                8, 8, new ImageLimits(LARGEST, 1_000_000, 20_000), Duration.ofSeconds(3)),
            InstantSource.system(),
            InputsMetrics.NONE,
            new Random(1));
    role.start();
  }

  private void stopServices() throws InterruptedException {
    role.stop();
    scheduler.stop();
    released.stop();
  }

  private JobId submit(Operation operation, Object... sources) throws Exception {
    JobId job = newJob();
    var plain = Jobs.submit(now(), Lane.STANDARD, "fingerprint");
    var submit =
        Submit.newBuilder(plain)
            .setSpec(
                JobSpec.newBuilder(plain.getSpec())
                    .setOperation(operation)
                    .setInputs(List.of())
                    .build())
            .setSources(List.of(sources))
            .build();
    send(Topics.JOB_COMMANDS, job, Jobs.command(job, "acme", now(), submit));
    return job;
  }

  private void send(Topic<?> topic, JobId job, SpecificRecord value) throws Exception {
    try (var producer = clients.producer("test")) {
      var _ = producer.send(new ProducerRecord<>(topic.name(), job.value(), value)).get();
    }
  }

  private JobAttempt attempt(JobId job) {
    return first(Topics.ready(pool), job);
  }

  private Failure failure(JobId job) {
    var deserializer = clients.serdes().deserializer(JobEvent.class);
    String topic = Topics.JOB_EVENTS.name();
    var record =
        new Records(clients)
            .read(
                topic,
                1,
                event ->
                    isAbout(job, event.key())
                        && deserializer.deserialize(topic, event.value()).getEvent()
                            instanceof Failed)
            .getFirst();
    return ((Failed) deserializer.deserialize(topic, record.value()).getEvent()).getFailure();
  }

  private <V extends SpecificRecord> V first(Topic<V> topic, JobId job) {
    var record = new Records(clients).read(topic.name(), 1, r -> isAbout(job, r.key())).getFirst();
    return clients.serdes().deserializer(topic.type()).deserialize(topic.name(), record.value());
  }

  private static boolean isAbout(JobId job, byte[] key) {
    return job.value().equals(new String(key, StandardCharsets.UTF_8));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + web.getAddress().getPort() + path;
  }

  /** The first caller gets no answer while it waits; the next get theirs at once. */
  private void answerWhenTold(HttpExchange exchange) throws IOException {
    slowAsked.countDown();
    try {
      slowAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, 200, Photos.png(2, 2));
  }

  private static void drip(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      for (int i = 0; i < 30; i++) {
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        var _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void redirectInside(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "https://10.0.0.1/metadata");
    answer(exchange, 302, new byte[0]);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
