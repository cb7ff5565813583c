package dev.likeness.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.callback.testing.Entries;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.OpenedAccount;
import dev.likeness.callback.testing.RecordingReceiver;
import dev.likeness.callback.testing.RecordingReceiver.Reply;
import dev.likeness.callback.webhook.WebhookSecrets;
import dev.likeness.callback.webhook.WebhookSignatures;
import dev.likeness.contract.Topics;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LedgerEntry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on a real broker, registry and endpoint. */
@ExtendWith(KafkaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // joining the group again takes seconds
@NullUnmarked // fields are set before the tests
class CallbackServiceIT {
  private static final String KEY = "key-of-acme";
  private static final String MASTER_SECRET = "a master secret for tests, of 32 bytes or more";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private Map<String, String> settings;
  private Producer<String, SpecificRecord> producer;
  private HttpClient client;
  private RunningService service;

  @BeforeAll
  void start(KafkaEndpoint kafka, @TempDir Path directory) throws Exception {
    settings = new HashMap<>();
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_MASTER_SECRET", MASTER_SECRET);
    settings.put("LIKENESS_STATE_DIR", directory.resolve("state").toString());
    settings.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8");
    settings.put("LIKENESS_CALLBACK_PORT", "0");
    settings.put("LIKENESS_CALLBACK_ADMIN_PORT", "0");
    settings.put("LIKENESS_PARTITIONS", "2");
    settings.put("LIKENESS_CALLBACK_RETRY_DELAYS", "3s, 3s, 3s");
    client = HttpClient.newHttpClient();
    var clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    OpenedAccount.write(clients, 2, Jobs.account(Jobs.ACCOUNT, KEY));
    producer = clients.producer("publisher");
    service = run();
  }

  @AfterAll
  void stop() {
    service.close();
    producer.close();
    client.close();
  }

  @Test
  void showsAJobFromItsCommandOnAndDeliversASignedWebhookAtItsEnd() throws Exception {
    try (var receiver = RecordingReceiver.answering(200)) {
      String job = Jobs.freshId();
      publish(Jobs.submit(job, receiver.url("/hook").toString()));

      assertThat(get(job, "").statusCode()).as("read your writes").isEqualTo(200);
      for (JobEvent event : Jobs.successfulEvents(job)) {
        publish(event);
      }
      assertThat(json(get(job, "?wait=30")).path("status").asText()).isEqualTo("SUCCEEDED");

      await().atMost(PATIENCE).until(() -> !receiver.received().isEmpty());
      var webhook = receiver.received().getFirst();
      assertThat(
              new WebhookSignatures(Clock.systemUTC())
                  .verify(
                      new WebhookSecrets(MASTER_SECRET).secretOf(Jobs.ACCOUNT, 1),
                      webhook.headers(),
                      webhook.body()))
          .isEqualTo(WebhookSignatures.Verdict.GENUINE);
      JsonNode told = new JsonMapper().readTree(webhook.body());
      assertThat(told.path("job_id").asText()).isEqualTo(job);
      assertThat(told.path("status").asText()).isEqualTo("SUCCEEDED");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(json(get(job, "")).at("/callback/status").asText())
                      .isEqualTo("DELIVERED"));
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void aJobThatNobodySubmittedIs404AlsoAfterARestart() throws Exception {
    assertThat(get(Jobs.freshId(), "").statusCode()).isEqualTo(404);

    restart();
    assertThat(get(Jobs.freshId(), "").statusCode()).isEqualTo(404);
  }

  @Test
  void aRestartBetweenFailureAndRetryLosesNoWebhook() throws Exception {
    try (var receiver = new RecordingReceiver(0, number -> Reply.of(number == 1 ? 500 : 200))) {
      String job = Jobs.freshId();
      publish(Jobs.submit(job, receiver.url("/hook").toString()));
      publish(Jobs.failed(job, 2));
      await().atMost(PATIENCE).until(() -> json(get(job, "")).at("/callback/attempts").size() == 1);

      restart();
      await().atMost(PATIENCE).until(() -> receiver.received().size() == 2);
      assertThat(receiver.received().get(1).body()).isEqualTo(receiver.received().get(0).body());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(json(get(job, "")).at("/callback/status").asText())
                      .isEqualTo("DELIVERED"));
    }
  }

  @Test
  void aBalanceContinuesAfterARestartAndUsageShowsIt() throws Exception {
    String job = Jobs.freshId();
    publish(Entries.deposit(Jobs.ACCOUNT, "first", 1_000_000));
    publish(Entries.reserve(Jobs.ACCOUNT, job, 300_000));
    awaitUsage("/credit/available_micros", 700_000);

    restart();
    publish(Entries.deposit(Jobs.ACCOUNT, "first", 1_000_000));
    publish(Entries.settle(Jobs.ACCOUNT, job, 300_000, 240_000, Jobs.BEGIN));
    awaitUsage("/credit/available_micros", 760_000);
    awaitUsage("/total/jobs", 1);
  }

  private void awaitUsage(String pointer, long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        json(ask("/v1/phota/usage?from=2026-11-01&to=2026-11-30"))
                            .at(pointer)
                            .asLong())
                    .isEqualTo(expected));
  }

  private RunningService run() throws Exception {
    return RunningService.start(
        started -> new CallbackApplication(settings, started), "callback.yml");
  }

  private void restart() throws Exception {
    service.close();
    service = run();
  }

  private void publish(JobCommand command) throws InterruptedException, ExecutionException {
    producer
        .send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), command.getJobId(), command))
        .get();
  }

  private void publish(JobEvent event) throws InterruptedException, ExecutionException {
    producer.send(new ProducerRecord<>(Topics.JOB_EVENTS.name(), event.getJobId(), event)).get();
  }

  private void publish(LedgerEntry entry) throws InterruptedException, ExecutionException {
    producer.send(new ProducerRecord<>(Topics.LEDGER.name(), entry.getAccount(), entry)).get();
  }

  private HttpResponse<byte[]> get(String job, String query)
      throws IOException, InterruptedException {
    return ask("/v1/phota/jobs/" + job + query);
  }

  private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(service.url().resolve(path)).header("X-API-Key", KEY).build(),
        BodyHandlers.ofByteArray());
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return new JsonMapper().readTree(response.body());
  }
}
