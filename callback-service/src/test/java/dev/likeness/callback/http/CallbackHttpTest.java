package dev.likeness.callback.http;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.query.QueryMetrics;
import dev.likeness.callback.testing.InMemoryJobStates;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.ManualClock;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.auth.FileAccounts;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The resources on a real server, with the manners of the real service, over jobs in memory. */
@NullUnmarked // fields are set before the tests
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one server; each test has a job of its own
class CallbackHttpTest {
  private static final String KEY = "key-of-acme";
  private static final String OTHER_KEY = "key-of-other";

  private final ManualClock clock = new ManualClock(Jobs.at(100));
  private final SignedUrls urls = new SignedUrls(URI.create("https://api.example"), "master");
  private final JobJson renderer = new JobJson(urls, clock);
  private final JobWatch watch = new JobWatch();
  private final InMemoryJobStates states = new InMemoryJobStates(watch);
  private final AvroSerdes serdes = new AvroSerdes("mock://callback-http");
  private HttpClient client;
  private RunningService service;

  private String job;

  @BeforeAll
  void start() throws Exception {
    client = HttpClient.newHttpClient();
    service = RunningService.start(ResourcesOnly::new, "resources-only.yml");
  }

  @BeforeEach
  void anotherJob() {
    job = Jobs.freshId();
  }

  @AfterAll
  void stop() {
    service.close();
    client.close();
  }

  @Test
  void showsAJobToItsAccount() throws Exception {
    states.apply(Jobs.submit(job, CALLBACK_URL));
    Jobs.successfulEvents(job).forEach(states::apply);

    var response = get("/v1/phota/jobs/" + job, KEY);
    JsonNode shown = json(response);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
    assertThat(shown.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "job_id",
            "status",
            "operation",
            "sequence",
            "client_request_id",
            "created_at",
            "started_at",
            "finished_at",
            "progress",
            "result",
            "error",
            "cost",
            "timings",
            "attempts",
            "callback");
    assertThat(shown.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(shown.path("operation").asText()).isEqualTo("enhance");
    assertThat(shown.path("created_at").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(shown.at("/result/known_subjects/counts/profile-1").asInt()).isEqualTo(1);
    assertThat(shown.at("/result/images").isEmpty()).isTrue();
    assertThat(shown.path("error").isNull()).isTrue();
    assertThat(shown.at("/cost/charged_usd").asText()).isEqualTo("0.12");
    assertThat(shown.at("/cost/reserved_micros").asLong()).isEqualTo(150_000);
    assertThat(shown.at("/timings/queued_ms").asLong()).isEqualTo(3000);
    assertThat(shown.at("/timings/model_ms").asLong()).isEqualTo(40);
    assertThat(shown.at("/timings/total_ms").asLong()).isEqualTo(6000);
    assertThat(shown.at("/attempts/0/attempt_number").asInt()).isEqualTo(1);
    assertThat(shown.at("/attempts/0/worker_id").asText()).isEqualTo("worker-1");
    assertThat(shown.at("/callback/status").asText()).isEqualTo("PENDING");
  }

  @Test
  void signsTheUrlsOfResultsAfreshForADay() throws Exception {
    states.apply(Jobs.submit(job, null));
    Jobs.successfulEvents(job).forEach(states::apply);

    Instant now = clock.instant();
    String first = url(get("/v1/phota/jobs/" + job, KEY));
    clock.advance(Duration.ofHours(1));
    String second = url(get("/v1/phota/jobs/" + job, KEY));

    String key = "artifacts/" + job + "/a/r/0.jpg";
    assertThat(first).isEqualTo(urls.sign(key, now.plus(Duration.ofHours(24))).toString());
    assertThat(second).isEqualTo(urls.sign(key, now.plus(Duration.ofHours(25))).toString());
  }

  @Test
  void theWebhookIsExactlyWhatTheJobLooksLike() throws Exception {
    states.apply(Jobs.submit(job, CALLBACK_URL));
    Jobs.successfulEvents(job).forEach(states::apply);
    var found = (Lookup.Found) states.find(new JobId(job));

    assertThat(get("/v1/phota/jobs/" + job, KEY).body()).isEqualTo(renderer.render(found.job()));
  }

  @Test
  void asksToComeBackWhileTheJobRuns() throws Exception {
    states.apply(Jobs.submit(job, null));

    var response = get("/v1/phota/jobs/" + job, KEY);

    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(json(response).path("result").isNull()).isTrue();
    assertThat(json(response).path("callback").isNull()).isTrue();
  }

  @Test
  void aLongPollEndsWithTheJob() throws Exception {
    states.apply(Jobs.submit(job, null));
    var answer =
        client.sendAsync(
            request("/v1/phota/jobs/" + job + "?wait=60", KEY), BodyHandlers.ofByteArray());
    Awaitility.await().until(() -> watch.size() == 1);
    Jobs.successfulEvents(job).forEach(states::apply);

    assertThat(json(answer.get()).path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void anotherAccountsJobDoesNotExist() throws Exception {
    states.apply(Jobs.submit(job, null));

    var response = get("/v1/phota/jobs/" + job + "?wait=60", OTHER_KEY);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).path("code").asText()).isEqualTo("NOT_FOUND");
    assertThat(json(response).path("request_id").asText()).isNotEmpty();
  }

  @Test
  void unknownAndMalformedIdsAre404() throws Exception {
    assertThat(get("/v1/phota/jobs/" + "f".repeat(32), KEY).statusCode()).isEqualTo(404);
    assertThat(get("/v1/phota/jobs/nonsense", KEY).statusCode()).isEqualTo(404);
    assertThat(get("/v1/phota/jobs/" + "F".repeat(32), KEY).statusCode()).isEqualTo(404);
  }

  @Test
  void anUnreadableWaitIs422() throws Exception {
    for (String wait : List.of("-1", "soon", "1.5", "")) {
      var response = get("/v1/phota/jobs/" + job + "?wait=" + wait, KEY);

      assertThat(response.statusCode()).as(wait).isEqualTo(422);
      assertThat(json(response).at("/detail/0/loc").toString()).isEqualTo("[\"query\",\"wait\"]");
    }
  }

  @Test
  void aStoreThatIsNotReadyIs503AndNever404() throws Exception {
    states.answerNext(new Lookup.NotReady());

    var response = get("/v1/phota/jobs/" + job, KEY);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(json(response).path("code").asText()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void wantsAnApiKey() throws Exception {
    assertThat(get("/v1/phota/jobs/" + job, null).statusCode()).isEqualTo(403);
    assertThat(get("/v1/phota/jobs/" + job, "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void showsAnyJobInsideAsAvro() throws Exception {
    states.apply(Jobs.submit(job, null));

    var response = get("/internal/jobs/" + job, null);
    var snapshot =
        serdes
            .deserializer(JobSnapshot.class)
            .deserialize(InternalJobs.SERDE_TOPIC, response.body());

    assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(snapshot.getStatus()).isEqualTo(JobStatus.QUEUED);
    assertThat(get("/internal/jobs/" + "f".repeat(32), null).statusCode()).isEqualTo(404);
  }

  @Test
  void insideAStoreThatIsNotReadyIs503() throws Exception {
    states.answerNext(new Lookup.NotReady());

    assertThat(get("/internal/jobs/" + job, null).statusCode()).isEqualTo(503);
  }

  private HttpResponse<byte[]> get(String path, String key)
      throws IOException, InterruptedException {
    return client.send(request(path, key), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String path, String key) {
    var request = HttpRequest.newBuilder(service.url().resolve(path));
    return key == null ? request.build() : request.header("X-API-Key", key).build();
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return new JsonMapper().readTree(response.body());
  }

  private static String url(HttpResponse<byte[]> response) throws IOException {
    return json(response).at("/result/download_urls/0").asText();
  }

  private final class ResourcesOnly extends Application<Configuration> {
    private final CompletableFuture<Server> started;

    ResourcesOnly(CompletableFuture<Server> started) {
      this.started = started;
    }

    @Override
    public void initialize(Bootstrap<Configuration> bootstrap) {
      bootstrap.setConfigurationSourceProvider(ServiceSettings.from(Map.of()));
    }

    @Override
    public void run(Configuration configuration, Environment environment) {
      HttpManners.install(configuration, environment);
      HttpManners.installAuthentication(
          environment,
          new FileAccounts(List.of(account(Jobs.ACCOUNT, KEY), account("other", OTHER_KEY))));
      var finder =
          new JobFinder(
              states,
              (_, _, _) -> new Lookup.NotReady(),
              watch,
              new JobFinder.Waits(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(5)),
              Clock.systemUTC(),
              new QueryMetrics() {});
      CallbackHttp.install(environment.jersey(), finder, renderer, serdes.serializer());
      environment.lifecycle().addServerLifecycleListener(started::complete);
    }

    private static FileAccounts.Entry account(String id, String key) {
      return new FileAccounts.Entry(id, Jobs.BEGIN, List.of(FileAccounts.hashOf(key)));
    }
  }
}
