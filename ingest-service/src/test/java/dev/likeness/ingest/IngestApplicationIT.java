package dev.likeness.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.accounts.AccountBook;
import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.ingest.testing.Records;
import dev.likeness.ingest.testing.Snapshots;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service on the real broker and registry, started once; the tests play the rest of the
 * world.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(KafkaExtension.class)
class IngestApplicationIT {
  private static final String SECRET = "not a secret, but long enough to be one";
  private static final String PROOF = new InternalCalls(new MasterSecret(SECRET)).proof();

  private static final String PHOTO = Base64.getEncoder().encodeToString(Photos.png(4, 3));

  private final String account = TestTopics.uniqueName("acme");
  private final KafkaClients clients;
  private final Map<String, String> settings = new HashMap<>();
  private Path directory;
  private HttpServer world;
  private RunningService service;
  private String apiKey;

  IngestApplicationIT(KafkaEndpoint kafka) {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    world = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    world.createContext("/late.png", IngestApplicationIT::sendPhoto);
    world.start();
    try (var book =
        new AccountBook(clients, 2, InstantSource.system(), RandomGenerator.getDefault())) {
      apiKey = book.open(account, "").key().value();
    }
    // Plays the view, which adds up the ledger.
    try (var producer = clients.producer("balances")) {
      var balance =
          AccountBalance.newBuilder()
              .setAccount(account)
              .setCreditMicros(1_000_000_000)
              .setReservedMicros(0)
              .setEntries(1)
              .setKind(LedgerEntryKind.DEPOSIT)
              .setAt(Instant.now())
              .build();
      producer.send(new ProducerRecord<>(Topics.BALANCES.name(), account, balance)).get();
    }
    settings.put("LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString());
    settings.put("LIKENESS_STATE_DIR", directory.resolve("state").toString());
    settings.put("LIKENESS_MASTER_SECRET", SECRET);
    settings.put("LIKENESS_CALLBACK_URL", worldUrl("").toString());
    settings.put("LIKENESS_ALLOWED_IMAGE_RANGES", "127.0.0.0/8");
    settings.put("LIKENESS_POOL", TestTopics.uniqueName("pool"));
    settings.put("LIKENESS_INGEST_PORT", "0");
    settings.put("LIKENESS_INGEST_ADMIN_PORT", "0");
    settings.put("LIKENESS_INGEST_INTERNAL_PORT", "0");
    service = RunningService.start(f -> new IngestApplication(settings, f), "ingest.yml");
  }

  @AfterAll
  void stop() {
    service.close();
    world.stop(0);
  }

  @Test
  void keepsWhatItAccepted() {
    var answer = enhance("\"async\":true,\"response_mode\":\"urls\"");

    assertThat(answer.status()).isEqualTo(202);
    JobCommand command = commands(answer.json().path("job_id").asText(), 1).getFirst();
    assertThat(command.getAccount()).isEqualTo(account);
    var input = ((Submit) command.getCommand()).getSpec().getInputs().getFirst();
    assertThat(directory.resolve("blobs").resolve(input.getKey()))
        .hasBinaryContent(Photos.png(4, 3));
  }

  @Test
  void makesOneJobOfFiftyCallsAtOnceWithOneIdempotencyValue() throws Exception {
    String fields =
        "\"async\":true,\"response_mode\":\"urls\",\"client_request_id\":\"" + account + "\"";
    var answers = new ArrayList<Call.Answer>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Future<Call.Answer>>();
      for (int i = 0; i < 50; i++) {
        calls.add(callers.submit(() -> enhance(fields)));
      }
      for (var call : calls) {
        answers.add(call.get());
      }
    }

    assertThat(answers).extracting(Call.Answer::status).containsOnly(202);
    assertThat(answers).extracting(Call.Answer::json).containsOnly(answers.getFirst().json());
    var other = enhance(fields + ",\"prompt\":\"another\"");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
  }

  @Test
  void waitsForTheViewOnBehalfOfASynchronousCaller() {
    world.createContext(
        "/internal/jobs/",
        exchange -> {
          String job = exchange.getRequestURI().getPath().substring("/internal/jobs/".length());
          var snapshot =
              Snapshots.succeeded(ResponseMode.URLS, "artifacts/one.jpg")
                  .apply(Snapshots.queued(job))
                  .build();
          byte[] body = clients.serdes().serializer().serialize("internal-jobs", snapshot);
          exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    var answer = enhance("\"response_mode\":\"urls\"");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("download_urls").path(0).asText())
        .startsWith("http://127.0.0.1:8080/v1/phota/files/artifacts/one.jpg?");
  }

  private String topicId(String topic) throws Exception {
    try (var admin = clients.admin()) {
      return requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
          .get()
          .topicId()
          .toString();
    }
  }

  @Test
  void takesSubmissionsByTopic() throws Exception {
    String topic = Topics.submissions(account).name();
    var submission =
        JobSubmission.newBuilder()
            .setOperation(Operation.ENHANCE)
            .setImageUrls(List.of(worldUrl("/photo.png").toString()))
            .build();

    JobId job;
    try (var producer = clients.producer("test")) {
      var written =
          producer.send(new ProducerRecord<String, SpecificRecord>(topic, "any", submission)).get();
      job = JobId.ofSubmission(topic, topicId(topic), written.partition(), written.offset());
    }

    Submit submit = (Submit) commands(job.value(), 1).getFirst().getCommand();
    assertThat(submit.getLane()).isEqualTo(Lane.BATCH);
    assertThat(submit.getSources())
        .containsExactly(new RemotePhoto(worldUrl("/photo.png").toString()));
  }

  @Test
  void passesOnWhatItCannotAcceptAsItCameWithTheReason() throws Exception {
    String topic = Topics.submissions(account).name();
    var twoFaults =
        JobSubmission.newBuilder().setOperation(Operation.ENHANCE).setNumOutputImages(9).build();
    byte[] key = {1, 2, (byte) 0xff};
    byte[] garbage = "not Avro".getBytes(StandardCharsets.UTF_8);
    byte[] refused = clients.serdes().serializer().serialize(topic, twoFaults);
    var places = new ArrayList<String>();
    try (var producer = clients.passThroughProducer("test")) {
      for (byte[] value : Arrays.asList(garbage, refused, null)) {
        var written = producer.send(new ProducerRecord<>(topic, key, value)).get();
        places.add(written.partition() + "-" + written.offset());
      }
    }

    var rejected =
        new Records(clients)
            .read(Topics.REJECTED_SUBMISSIONS, 3, record -> header(record, "topic").equals(topic));

    assertThat(rejected).extracting(ConsumerRecord::key).containsOnly(key);
    assertThat(rejected).extracting(ConsumerRecord::value).contains(garbage, refused, null);
    assertThat(rejected)
        .extracting(record -> header(record, "code"))
        .containsExactlyInAnyOrder("INVALID_REQUEST", "VALIDATION_FAILED", "INVALID_REQUEST");
    assertThat(rejected)
        .filteredOn(record -> header(record, "code").equals("VALIDATION_FAILED"))
        .extracting(record -> header(record, "detail"))
        .containsExactly(
            "image_urls exactly one image is needed; num_output_images must be between 1 and 4");
    assertThat(rejected)
        .extracting(record -> header(record, "partition") + "-" + header(record, "offset"))
        .containsExactlyInAnyOrderElementsOf(places);
  }

  @Test
  void answersOtherInstancesOnTheInternalPortAndNobodyElse() {
    var accepted =
        enhance("\"async\":true,\"response_mode\":\"urls\",\"client_request_id\":\"peers\"");
    String job = accepted.json().path("job_id").asText();
    String question = "/internal/first-submissions?partition=0&offset=0&millis=0&job=";

    // The partition is not known to this caller; one of them has the job.
    var answers = new ArrayList<String>();
    for (int partition = 0; partition < partitions(); partition++) {
      var url = service.internalUrl() + question.replace("partition=0", "partition=" + partition);
      var answer = Call.to(URI.create(url + job)).with(InternalCalls.HEADER, PROOF).get();
      if (answer.status() == 200) {
        answers.add(new String(answer.body(), StandardCharsets.UTF_8));
      }
    }

    Instant createdAt = Instant.parse(accepted.json().path("created_at").asText());
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst()).endsWith(" " + createdAt.toEpochMilli());
    for (URI door : List.of(service.url(), service.internalUrl(), service.adminUrl())) {
      assertThat(Call.to(URI.create(door + question + job)).get().status()).isEqualTo(404);
    }
    assertThat(
            Call.to(URI.create(service.url() + question + job))
                .with(InternalCalls.HEADER, PROOF)
                .get()
                .status())
        .as("on the public port not even with the proof")
        .isEqualTo(404);
  }

  @Test
  void showsItsHealthAndItsMetrics() throws Exception {
    enhance("\"async\":true,\"response_mode\":\"urls\"");

    assertThat(Call.to(service.adminUrl().resolve("/healthcheck")).get().json().fieldNames())
        .toIterable()
        .contains("scheduler", "submissions");
    assertThat(
            new String(
                Call.to(service.adminUrl().resolve("/prometheus")).get().body(),
                StandardCharsets.UTF_8))
        .contains("intake_accepted_standard")
        .contains("scheduler_jobs_held");
    assertThat(Files.isDirectory(directory.resolve("state"))).isTrue();
  }

  @Test
  void fetchesPhotosByUrlAfterTheJobWasAccepted() {
    var answer =
        Call.to(service.url().resolve("/v1/phota/enhance"))
            .with("X-API-Key", apiKey)
            .postJson(
                "{\"async\":true,\"response_mode\":\"urls\",\"image\":\""
                    + worldUrl("/late.png")
                    + "\"}");
    assertThat(answer.status()).isEqualTo(202);
    String job = answer.json().path("job_id").asText();
    byte[] key = job.getBytes(StandardCharsets.UTF_8);

    var ready =
        new Records(clients)
            .read(Topics.INPUTS_READY.name(), 1, record -> Arrays.equals(record.key(), key))
            .getFirst();

    var inputs =
        clients.serdes().deserializer(InputsReady.class).deserialize(ready.topic(), ready.value());
    assertThat(directory.resolve("blobs").resolve(inputs.getInputs().getFirst().getKey()))
        .hasBinaryContent(Photos.png(4, 3));
  }

  private int partitions() {
    try (var consumer = clients.rawConsumer(TestTopics.uniqueName("reader"), 1)) {
      return consumer.partitionsFor(Topics.JOB_COMMANDS.name()).size();
    }
  }

  private Call.Answer enhance(String fields) {
    return Call.to(service.url().resolve("/v1/phota/enhance"))
        .with("X-API-Key", apiKey)
        .postJson("{" + fields + ",\"image\":\"" + PHOTO + "\"}");
  }

  private List<JobCommand> commands(String job, int count) {
    var deserializer = clients.serdes().deserializer(JobCommand.class);
    byte[] key = job.getBytes(StandardCharsets.UTF_8);
    return new Records(clients)
            .read(Topics.JOB_COMMANDS.name(), count, record -> Arrays.equals(record.key(), key))
            .stream()
            .map(record -> deserializer.deserialize(record.topic(), record.value()))
            .toList();
  }

  private URI worldUrl(String path) {
    return URI.create("http://127.0.0.1:" + world.getAddress().getPort() + path);
  }

  private static void sendPhoto(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(Photos.png(4, 3));
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
