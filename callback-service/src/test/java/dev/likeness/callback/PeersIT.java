package dev.likeness.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.OpenedAccount;
import dev.likeness.callback.testing.RecordingReceiver;
import dev.likeness.contract.Topics;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two views and a delivery, each an instance of its own, share the jobs between them. */
@ExtendWith(KafkaExtension.class)
class PeersIT {
  private static final String SECRET = "a master secret for tests, of 32 bytes or more";
  private static final String PROOF = new InternalCalls(new MasterSecret(SECRET)).proof();

  private static final String KEY = "key-of-acme";
  private static final int JOBS = 12;
  private static final int ARRIVING = 30;

  @Test
  void everyInstanceAnswersForEveryJobAlsoWhenOneGoesAway(
      KafkaEndpoint kafka, @TempDir Path directory) throws Exception {
    var clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    OpenedAccount.write(clients, 2, Jobs.account(Jobs.ACCOUNT, KEY));
    FreePorts ports = FreePorts.choose(3);
    var jobs = new ArrayList<String>();

    try (var receiver = RecordingReceiver.answering(200);
        var producer = clients.producer("publisher");
        var client = HttpClient.newHttpClient();
        var first = run(kafka, directory, ports.get(0), "view");
        var _ = run(kafka, directory, ports.get(2), "delivery")) {
      try (var second = run(kafka, directory, ports.get(1), "view")) {
        for (int i = 0; i < JOBS; i++) {
          String job = Jobs.freshId();
          jobs.add(job);
          var submit = Jobs.submit(job, receiver.url("/hook").toString());
          var _ =
              producer.send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), job, submit)).get();
          assertThat(status(client, first, job)).as("first, at once").isEqualTo(200);
          assertThat(status(client, second, job)).as("second, at once").isEqualTo(200);
        }
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() -> hasPartition(client, first, jobs) && hasPartition(client, second, jobs));
        for (String job : jobs) {
          assertThat(status(client, first, job)).isEqualTo(200);
          assertThat(status(client, second, job)).isEqualTo(200);
          assertThat(status(client, second, Jobs.freshId())).isEqualTo(404);
        }
        assertThat(ask(client, first, "/v1/phota/usage")).isEqualTo(200);
        assertThat(ask(client, second, "/v1/phota/usage")).isEqualTo(200);
        listsAreWholeWhileJobsArrive(client, producer, List.of(first, second), jobs);
        aProfileIsKnownAtOnceUntilItIsDeleted(client, producer, List.of(first, second));
      }
      assertThat(list(client, first, "?limit=100").path("jobs"))
          .as("after the second has gone")
          .hasSizeGreaterThanOrEqualTo(JOBS + ARRIVING);
      for (String job : jobs) {
        assertThat(status(client, first, job)).as("after the second has gone").isEqualTo(200);
        var end = Jobs.failed(job, 5);
        var _ = producer.send(new ProducerRecord<>(Topics.JOB_EVENTS.name(), job, end)).get();
      }
      await().atMost(Duration.ofSeconds(40)).until(() -> receiver.received().size() >= JOBS);
    }
  }

  /** Each page from another instance: what was there before the first page is there once. */
  private static void listsAreWholeWhileJobsArrive(
      HttpClient client,
      Producer<String, SpecificRecord> producer,
      List<RunningService> services,
      List<String> jobs)
      throws Exception {
    var arriving =
        CompletableFuture.supplyAsync(
            () ->
                IntStream.range(0, ARRIVING)
                    .mapToObj(second -> submitted(producer, 100 + second))
                    .toList());
    var listed = new ArrayList<String>();
    String cursor = "";
    for (int page = 0; cursor != null; page++) {
      JsonNode answer =
          list(client, services.get(page % services.size()), "?status=QUEUED&limit=2" + cursor);
      answer.path("jobs").forEach(job -> listed.add(job.path("job_id").asText()));
      JsonNode next = answer.path("next_cursor");
      cursor = next.isNull() ? null : "&cursor=" + next.asText();
    }
    assertThat(listed).doesNotHaveDuplicates().containsAll(jobs);

    var all = new ArrayList<>(jobs);
    all.addAll(arriving.get());
    for (RunningService service : services) {
      var ids = new ArrayList<String>();
      list(client, service, "?limit=100")
          .path("jobs")
          .forEach(job -> ids.add(job.path("job_id").asText()));
      // Other classes' jobs of this account may stand there too.
      assertThat(ids).doesNotHaveDuplicates().containsAll(all);
    }
  }

  private static void aProfileIsKnownAtOnceUntilItIsDeleted(
      HttpClient client, Producer<String, SpecificRecord> producer, List<RunningService> services)
      throws Exception {
    for (int i = 0; i < 4; i++) {
      String profile = Jobs.freshId();
      send(producer, Topics.JOB_COMMANDS.name(), profile, Jobs.train(profile, "max"));
      for (RunningService service : services) {
        assertThat(
                json(client, service, "/v1/phota/profiles/" + profile + "/status").path("status"))
            .hasToString("\"VALIDATING\"");
        assertThat(json(client, service, "/v1/phota/profiles/ids?tag=max").path("profiles"))
            .singleElement()
            .satisfies(listed -> assertThat(listed.path("profile_id").asText()).isEqualTo(profile));
      }
      send(producer, Topics.PROFILE_DELETIONS.name(), profile, Jobs.deletion(profile, 50));
      var deletion =
          HttpRequest.newBuilder(
                  services
                      .get(i % services.size())
                      .url()
                      .resolve(
                          "/internal/jobs/"
                              + profile
                              + "?account="
                              + Jobs.ACCOUNT
                              + "&wait=30&until=profile_deleted"))
              .header(InternalCalls.HEADER, PROOF)
              .build();
      assertThat(client.send(deletion, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      for (RunningService service : services) {
        assertThat(json(client, service, "/v1/phota/profiles/" + profile + "/status").path("code"))
            .hasToString("\"PROFILE_NOT_FOUND\"");
        assertThat(json(client, service, "/v1/phota/profiles/ids?tag=max").path("profiles"))
            .isEmpty();
      }
    }
  }

  /** A job that was accepted that many seconds after the begin. */
  private static String submitted(Producer<String, SpecificRecord> producer, int second) {
    String job = Jobs.freshId();
    var command = Jobs.command(job, second, Jobs.submit(job, null).getCommand());
    send(producer, Topics.JOB_COMMANDS.name(), job, command);
    return job;
  }

  private static void send(
      Producer<String, SpecificRecord> producer, String topic, String key, SpecificRecord value) {
    try {
      var _ = producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the record could not be published", e);
    }
  }

  private static JsonNode list(HttpClient client, RunningService service, String query)
      throws Exception {
    return json(client, service, "/v1/phota/jobs" + query);
  }

  private static JsonNode json(HttpClient client, RunningService service, String path)
      throws Exception {
    var request =
        HttpRequest.newBuilder(service.url().resolve(path)).header("X-API-Key", KEY).build();
    return new JsonMapper().readTree(client.send(request, BodyHandlers.ofByteArray()).body());
  }

  /** Whether the instance answers for one of the jobs without asking another. */
  private static boolean hasPartition(HttpClient client, RunningService service, List<String> jobs)
      throws Exception {
    for (String job : jobs) {
      var request =
          HttpRequest.newBuilder(
                  service.url().resolve("/internal/jobs/" + job + "?account=" + Jobs.ACCOUNT))
              .header(InternalCalls.HEADER, PROOF)
              .header("X-Likeness-Peer", "1")
              .build();
      if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
        return true;
      }
    }
    return false;
  }

  private static int status(HttpClient client, RunningService service, String job)
      throws Exception {
    return ask(client, service, "/v1/phota/jobs/" + job);
  }

  private static int ask(HttpClient client, RunningService service, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(service.url().resolve(path)).header("X-API-Key", KEY).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static RunningService run(KafkaEndpoint kafka, Path directory, int port, String role)
      throws Exception {
    var settings = new HashMap<String, String>();
    settings.put("LIKENESS_CALLBACK_ROLES", role);
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_MASTER_SECRET", SECRET);
    settings.put("LIKENESS_STATE_DIR", directory.resolve("state-" + port).toString());
    settings.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8");
    settings.put("LIKENESS_CALLBACK_PORT", Integer.toString(port));
    settings.put("LIKENESS_CALLBACK_ADMIN_PORT", "0");
    settings.put("LIKENESS_PARTITIONS", "2");
    settings.put("LIKENESS_VIEW_PATIENCE", "30s");
    return RunningService.start(
        started -> new CallbackApplication(settings, started), "callback.yml");
  }
}
