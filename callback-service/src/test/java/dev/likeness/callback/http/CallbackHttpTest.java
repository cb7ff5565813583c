package dev.likeness.callback.http;

import static dev.likeness.callback.testing.Jobs.CALLBACK_URL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.query.PartitionScan;
import dev.likeness.callback.query.QueryMetrics;
import dev.likeness.callback.query.QueuePlaces;
import dev.likeness.callback.testing.InMemoryJobStates;
import dev.likeness.callback.testing.InMemoryListings;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.kit.testing.ResourcesOnly;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Submit;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources on a real server, with the manners of the real service, over jobs in memory. */
@NullUnmarked // fields are set before the tests
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one server; each test has a job of its own
class CallbackHttpTest {
  /** One account has a quarter of them. */
  private static final int WAITS = 16;

  private static final String KEY = "key-of-acme";
  private static final String OTHER_KEY = "key-of-other";

  private final ManualClock clock = new ManualClock(Jobs.at(100));
  private final SignedUrls urls = new SignedUrls(URI.create("https://api.example"), "master");
  private final JobJson renderer = new JobJson(urls, JobJson.URLS_LIVE, this::placeOf, clock);
  private final JobWatch watch = new JobWatch();
  private final InMemoryJobStates states = new InMemoryJobStates(watch);
  private final InMemoryListings listings =
      new InMemoryListings(states::all, 3, new PartitionScan(1_000, 1_000, 3));
  private BlobStore blobs;
  private final AvroSerdes serdes = new AvroSerdes("mock://callback-http");
  private HttpClient client;
  private RunningService service;

  private String job;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    client = HttpClient.newHttpClient();
    blobs = new FileSystemBlobStore(directory);
    service = ResourcesOnly.start("resources-only.yml", this::install);
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
            "tag",
            "parameters",
            "source",
            "created_at",
            "started_at",
            "finished_at",
            "progress",
            "queue",
            "result",
            "identity",
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
    JsonNode identity = shown.at("/identity/0");
    assertThat(identity.path("profile_id").asText()).isEqualTo("profile-1");
    assertThat(identity.path("kind").asText()).isEqualTo("person");
    assertThat(identity.path("recognised").asBoolean()).isTrue();
    assertThat(identity.path("retention").asDouble()).isEqualTo(.93);
    assertThat(identity.at("/audit/score").asDouble()).isEqualTo(.61);
    assertThat(identity.path("candidates").asInt()).isEqualTo(2);
    assertThat(shown.at("/identity/1/audit").isNull()).isTrue();
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
    var found = (Lookup.Found) states.find(Jobs.ACCOUNT, new JobId(job));

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
  void showsThePlaceInTheQueueWhileTheJobIsQueued() throws Exception {
    states.apply(Jobs.submit(job, null));
    assertThat(json(get("/v1/phota/jobs/" + job, KEY)).path("queue").isNull()).isTrue();

    states.apply(Jobs.successfulEvents(job).getFirst());
    JsonNode queued = json(get("/v1/phota/jobs/" + job, KEY));
    assertThat(queued.at("/queue/position").asInt()).isEqualTo(3);
    assertThat(queued.at("/queue/estimated_start_at").asText())
        .isEqualTo(clock.instant().plusSeconds(20).toString());

    Jobs.successfulEvents(job).stream().skip(1).forEach(states::apply);
    assertThat(json(get("/v1/phota/jobs/" + job, KEY)).path("queue").isNull()).isTrue();
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
  void showsJobsInsideAsAvro() throws Exception {
    states.apply(Jobs.submit(job, null));

    var response = get(inside(job), null);
    var snapshot =
        serdes
            .deserializer(JobSnapshot.class)
            .deserialize(InternalJobs.SERDE_TOPIC, response.body());

    assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(snapshot.getStatus()).isEqualTo(JobStatus.QUEUED);
    assertThat(get(inside("f".repeat(32)), null).statusCode()).isEqualTo(404);
    assertThat(get(inside(job).replace("=", "=not"), null).statusCode()).isEqualTo(404);
    assertThat(get("/internal/jobs/" + job, null).statusCode()).isEqualTo(404);
  }

  @Test
  void insideAStoreThatIsNotReadyIs503() throws Exception {
    states.answerNext(new Lookup.NotReady());

    assertThat(get(inside(job), null).statusCode()).isEqualTo(503);
  }

  @Test
  void listsTheJobsOfTheAccountNewestFirst() throws Exception {
    String tag = "tag of " + job;
    var jobs = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      jobs.addFirst(Jobs.freshId());
      states.apply(submitted(jobs.getFirst(), tag, 100 + i));
    }
    Jobs.successfulEvents(jobs.get(3)).forEach(states::apply);
    String path = "/v1/phota/jobs?tag=" + tag.replace(" ", "%20");

    JsonNode first = json(get(path + "&limit=3", KEY));
    assertThat(ids(first)).isEqualTo(jobs.subList(0, 3));
    assertThat(first.path("jobs").get(0))
        .isEqualTo(json(get("/v1/phota/jobs/" + jobs.getFirst(), KEY)));
    String cursor = first.path("next_cursor").asText();
    JsonNode second = json(get(path + "&limit=3&cursor=" + cursor, KEY));
    assertThat(ids(second)).isEqualTo(jobs.subList(3, 5));
    assertThat(second.path("next_cursor").isNull()).isTrue();

    assertThat(ids(json(get(path + "&status=SUCCEEDED&status=FAILED", KEY))))
        .containsExactly(jobs.get(3));
    assertThat(ids(json(get(path + "&operation=train", KEY)))).isEmpty();
    assertThat(
            ids(
                json(
                    get(
                        path
                            + "&created_after=2026-11-20T10:01:41Z"
                            + "&created_before=2026-11-20T11:01:43%2B01:00",
                        KEY))))
        .isEqualTo(jobs.subList(2, 4));
    assertThat(ids(json(get(path, OTHER_KEY)))).isEmpty();
    assertThat(get(path, null).statusCode()).isEqualTo(403);
  }

  @Test
  void parametersOfAListThatCannotBeUnderstoodAre422() throws Exception {
    for (String query :
        List.of(
            "limit=0",
            "limit=101",
            "limit=99999999999999999999",
            "limit=",
            "limit=ten",
            "status=DONE",
            "status=succeeded",
            "operation=ENHANCE",
            "tag=",
            "tag=" + "x".repeat(129),
            "created_after=yesterday",
            "created_after=2026-11-20",
            "created_before=2026-13-20T10:00:00Z",
            "created_before=%2B999999999-12-31T00:00:00Z",
            "created_before=2026-11-20T10:00:00",
            "cursor=",
            "cursor=!!!",
            "cursor=AAAA",
            "cursor=" + cursor("1/-5/" + "0".repeat(32)),
            "cursor=" + cursor("1/5/" + "0".repeat(31) + "/"),
            "cursor=" + cursor("1/99999999999999999999/" + "0".repeat(32)),
            "cursor=" + "A".repeat(5_000))) {
      var response = get("/v1/phota/jobs?" + query, KEY);

      String name = query.substring(0, query.indexOf('='));
      assertThat(response.statusCode()).as(query).isEqualTo(422);
      assertThat(json(response).at("/detail/0/loc").toString())
          .as(query)
          .isEqualTo("[\"query\",\"" + name + "\"]");
    }
    var all = json(get("/v1/phota/jobs?limit=0&status=DONE&cursor=x", KEY));
    assertThat(all.path("detail")).hasSize(3);
    assertThat(get("/v1/phota/profiles/ids?cursor=x", KEY).statusCode()).isEqualTo(422);
    assertThat(get("/v1/phota/profiles/ids?tag=", KEY).statusCode()).isEqualTo(422);
  }

  @Test
  void aCursorThatSomebodyMadeUpReadsTheirOwnJobsOnly() throws Exception {
    states.apply(Jobs.submit(job, null));
    String cursor = cursor("1/999999999999999/" + "0".repeat(32));

    var response = get("/v1/phota/jobs?cursor=" + cursor, OTHER_KEY);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ids(json(response))).isEmpty();
  }

  @Test
  void aListThatWouldNotBeWholeIs503() throws Exception {
    listings.lastPartitionIsAway(true);
    try {
      for (String path : List.of("/v1/phota/jobs", "/v1/phota/profiles/ids")) {
        var response = get(path, KEY);
        assertThat(response.statusCode()).as(path).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
      }
    } finally {
      listings.lastPartitionIsAway(false);
    }
  }

  @Test
  void showsAProfileToItsAccountFromTheBeginToItsPicture() throws Exception {
    String tag = "of-" + job;
    String status = "/v1/phota/profiles/" + job + "/status";
    String picture = "/v1/phota/profiles/" + job + "/profile_picture";
    states.apply(Jobs.train(job, tag));

    assertThat(json(get(status, KEY)))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    "{\"profile_id\":\"%s\",\"status\":\"VALIDATING\",\"message\":\"\",\"progress\":{\"stage\":null,\"fraction\":0.0}}"
                        .formatted(job)));
    assertThat(get(picture, KEY).statusCode()).isEqualTo(404);
    assertThat(json(get(picture, KEY)).path("code").asText()).isEqualTo("PROFILE_NOT_FOUND");
    assertThat(json(get(picture, KEY)).path("detail").asText()).contains("READY", "VALIDATING");
    assertThat(json(get("/v1/phota/profiles/ids?tag=" + tag, KEY)))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    "{\"profiles\":[{\"profile_id\":\"%s\",\"status\":\"VALIDATING\",\"tag\":\"%s\",\"training_tier\":\"fast\",\"created_at\":\"2026-11-20T10:00:00Z\"}]}"
                        .formatted(job, tag)));

    Jobs.successfulEvents(job).forEach(states::apply);
    assertThat(json(get(status, KEY)).path("status").asText()).isEqualTo("READY");
    assertThat(get(picture, KEY).statusCode()).as("not stored").isEqualTo(404);
    blobs.put("artifacts/" + job + "/a/r/0.jpg", new byte[] {1, 2, 3});
    var shown = get(picture, KEY);
    assertThat(shown.body()).containsExactly(1, 2, 3);
    assertThat(shown.headers().firstValue("content-type")).contains("image/jpeg");
    assertThat(shown.headers().firstValue("cache-control").orElse("")).contains("private");

    for (String path : List.of(status, picture)) {
      assertThat(get(path, OTHER_KEY).statusCode()).as(path).isEqualTo(404);
      assertThat(get(path, null).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(json(get("/v1/phota/profiles/ids?tag=" + tag, OTHER_KEY)).path("profiles"))
        .isEmpty();

    states.apply(Jobs.deletion(job, 50));
    assertThat(get(status, KEY).statusCode()).isEqualTo(404);
    assertThat(get(picture, KEY).statusCode()).isEqualTo(404);
    assertThat(json(get("/v1/phota/profiles/ids?tag=" + tag, KEY)).path("profiles")).isEmpty();
    assertThat(json(get("/v1/phota/jobs/" + job, KEY)).path("result").isNull()).isTrue();
  }

  @Test
  void aTrainingThatFailedSaysWhy() throws Exception {
    states.apply(Jobs.train(job, null));
    states.apply(Jobs.failed(job, 4));

    JsonNode status = json(get("/v1/phota/profiles/" + job + "/status", KEY));
    assertThat(status.path("status").asText()).isEqualTo("ERROR");
    assertThat(status.path("message").asText()).isEqualTo(Jobs.failure().getDetail());
  }

  @Test
  void whatIsNoProfileIs404() throws Exception {
    states.apply(Jobs.submit(job, null));

    for (String id : List.of(job, Jobs.freshId(), "nonsense")) {
      var response = get("/v1/phota/profiles/" + id + "/status", KEY);
      assertThat(response.statusCode()).as(id).isEqualTo(404);
      assertThat(json(response).path("code").asText()).isEqualTo("PROFILE_NOT_FOUND");
    }
  }

  @Test
  void aProfileWhoseStoreIsNotReadyIs503AndNever404() throws Exception {
    states.answerNext(new Lookup.NotReady());

    assertThat(get("/v1/phota/profiles/" + job + "/status", KEY).statusCode()).isEqualTo(503);
  }

  @Test
  void insideOneCanWaitForTheDeletionOfAProfile() throws Exception {
    states.apply(Jobs.train(job, null));
    Jobs.successfulEvents(job).forEach(states::apply);
    var answer =
        client.sendAsync(
            request(inside(job) + "&wait=30&until=profile_deleted", null),
            BodyHandlers.ofByteArray());
    Awaitility.await().until(() -> watch.size() == 1);
    states.apply(Jobs.deletion(job, 50));

    var snapshot =
        serdes
            .deserializer(JobSnapshot.class)
            .deserialize(InternalJobs.SERDE_TOPIC, answer.get().body());
    assertThat(snapshot.getProfileDeletedAt()).isEqualTo(Jobs.at(50));
  }

  @Test
  void nonsenseFromAPeerIs400() throws Exception {
    var request =
        HttpRequest.newBuilder(service.url().resolve("/internal/listings"))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofString("what?"))
            .build();

    assertThat(client.send(request, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(400);
  }

  @Test
  void anAccountWithManyThatWaitIsAnsweredAtOnceAndStopsNobody() throws Exception {
    states.apply(Jobs.submit(job, null));
    var waiting = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
    for (int i = 0; i < 3 * WAITS; i++) {
      waiting.add(
          client.sendAsync(
              request("/v1/phota/jobs/" + job + "?wait=60", KEY), BodyHandlers.ofByteArray()));
    }
    Awaitility.await().until(() -> watch.size() == WAITS / 4);
    Awaitility.await()
        .until(
            () ->
                waiting.stream().filter(CompletableFuture::isDone).count()
                    == 3 * WAITS - WAITS / 4);

    assertThat(get("/v1/phota/jobs/" + job, OTHER_KEY).statusCode()).isEqualTo(404);
    var now = get("/v1/phota/jobs/" + job + "?wait=60", KEY);
    assertThat(now.headers().firstValue("retry-after")).contains("1");
    assertThat(json(now).path("status").asText()).isEqualTo("QUEUED");

    Jobs.successfulEvents(job).forEach(states::apply);
    for (var each : waiting) {
      assertThat(each.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void findsTheJobOfAnIdempotencyValue() throws Exception {
    String value = "order & " + job;
    String named = JobId.ofClientRequest(Jobs.ACCOUNT, value).value();
    states.apply(Jobs.submit(named, null));
    states.apply(Jobs.submit(job, null));
    String query = "/v1/phota/jobs?client_request_id=" + URLEncoder.encode(value, UTF_8);

    assertThat(ids(json(get(query, KEY)))).containsExactly(named);
    assertThat(ids(json(get(query + "&status=QUEUED&operation=enhance", KEY))))
        .containsExactly(named);
    assertThat(ids(json(get(query + "&status=FAILED", KEY)))).isEmpty();
    assertThat(ids(json(get(query + "&operation=edit", KEY)))).isEmpty();
    assertThat(ids(json(get(query + "&tag=x", KEY)))).isEmpty();
    assertThat(ids(json(get(query + "&created_before=2020-01-01T00:00:00Z", KEY)))).isEmpty();
    assertThat(ids(json(get(query, OTHER_KEY)))).as("another account's").isEmpty();
    assertThat(ids(json(get(query + "x", KEY)))).isEmpty();
    assertThat(json(get(query, KEY)).path("next_cursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobs/ID?surprise=1",
        "jobs/ID?wait=0&wait=1",
        "jobs?surprise=1",
        "jobs?limit=1&limit=2",
        "jobs?client_request_id=",
        "jobs?client_request_id=%C3%A4",
        "profiles/ids?limit=1",
        "profiles/ID/status?wait=1",
        "profiles/ID/profile_picture?size=1",
      })
  void refusesQueryParametersThatItDoesNotKnow(String path) throws Exception {
    assertThat(get("/v1/phota/" + path.replace("ID", job), KEY).statusCode()).isEqualTo(422);
  }

  private static String inside(String jobId) {
    return "/internal/jobs/" + jobId + "?account=" + Jobs.ACCOUNT;
  }

  private static JobCommand submitted(String jobId, String tag, int second) {
    JobCommand command = Jobs.submit(jobId, null);
    var submit = Submit.newBuilder((Submit) command.getCommand()).setTag(tag).build();
    return Jobs.command(jobId, second, submit);
  }

  private static List<String> ids(JsonNode list) {
    var ids = new ArrayList<String>();
    list.path("jobs").forEach(each -> ids.add(each.path("job_id").asText()));
    return ids;
  }

  private static String cursor(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private Optional<QueuePlaces.Place> placeOf(JobSnapshot waiting) {
    return waiting.getTicket() == 0
        ? Optional.empty()
        : Optional.of(new QueuePlaces.Place(3, clock.instant().plusSeconds(20)));
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

  private void install(Configuration configuration, Environment environment) {
    HttpManners.install(configuration, environment);
    var accounts = new AccountDirectory();
    accounts.put(Jobs.account(Jobs.ACCOUNT, KEY));
    accounts.put(Jobs.account("other", OTHER_KEY));
    HttpManners.installAuthentication(environment, accounts);
    var finder =
        new JobFinder(
            states,
            (_, _, _, _, _) -> new Lookup.NotReady(),
            watch,
            new JobFinder.Waits(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(5)),
            Clock.systemUTC(),
            new QueryMetrics() {});
    var lister =
        new JobLister(
            listings,
            (_, _) -> Optional.empty(),
            watch,
            new JobFinder.Waits(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(5)),
            Clock.systemUTC(),
            new QueryMetrics() {});
    CallbackHttp.install(
        environment.jersey(),
        new CallbackHttp.Parts(
            finder, lister, listings, renderer, blobs, serdes, new FairShares(WAITS)));
  }
}
