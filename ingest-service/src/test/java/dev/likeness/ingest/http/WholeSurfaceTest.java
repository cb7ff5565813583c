package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeServer;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.ServedOperation;
import dev.likeness.schema.v1.WorkerStatus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything of the edge beside the call that enhances. */
class WholeSurfaceTest {
  private static final String PHOTO = Base64.getEncoder().encodeToString(Photos.png(4, 3));
  private static final String ASYNC = "\"async\":true,\"response_mode\":\"urls\"";
  private static final String ID = JobId.ofClientRequest("acme", "one").value();

  private EdgeServer edge;

  @BeforeEach
  void start() throws Exception {
    edge = new EdgeServer();
  }

  @AfterEach
  void stop() throws Exception {
    edge.close();
  }

  @Test
  void edits() {
    var answer =
        post(
            "edit",
            "{"
                + ASYNC
                + ",\"prompt\":\"warmer, [[dad]]\",\"profile_ids\":[\"mum\"],\"images\":[\""
                + PHOTO
                + "\",\""
                + IntakeWorld.PHOTO_URL
                + "\"],\"base_model\":\"gpt-image-2\",\"quality\":\"low\",\"resolution\":\"2K\","
                + "\"aspect_ratio\":\"1:1\",\"tag\":\"spring\"}");

    assertThat(answer.status()).isEqualTo(202);
    var submit = edge.world.submits().getFirst();
    assertThat(submit.getSpec().getOperation()).isEqualTo(Operation.EDIT);
    assertThat(submit.getSpec().getProfileIds()).containsExactly("mum", "dad");
    assertThat(submit.getSpec().getParameters())
        .isEqualTo(
            Map.of(
                "base_model", "gpt-image-2",
                "quality", "low",
                "resolution", "2K",
                "aspect_ratio", "1:1"));
    assertThat(submit.getTag()).isEqualTo("spring");
  }

  @Test
  void generatesAndRemixes() {
    assertThat(post("generate", "{" + ASYNC + ",\"prompt\":\"a lighthouse\"}").status())
        .isEqualTo(202);
    assertThat(
            post(
                    "remix",
                    "{%s,\"input_image\":\"%s\",\"reference_image\":\"%s\"}"
                        .formatted(ASYNC, PHOTO, PHOTO))
                .status())
        .isEqualTo(202);

    assertThat(edge.world.submits())
        .extracting(submit -> submit.getSpec().getOperation())
        .containsExactly(Operation.GENERATE, Operation.REMIX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generate | {\"prompt\":\"x\",\"images\":[]} | 400",
        "generate | {\"prompt\":\"x\",\"profile_ids\":[\"mum\"]} | 400",
        "generate | {\"prompt\":\"x\",\"profile_ids\":null} | 504",
        "generate | {\"prompt\":\"x\",\"quality\":\"high\"} | 400",
        "generate | {\"prompt\":\"x\",\"quality\":null} | 504",
        "generate | {\"prompt\":\"x\",\"base_model\":\"reve\",\"resolution\":\"2K\"} | 400",
        "generate | {\"prompt\":\"x\",\"base_model\":\"sdxl\"} | 422",
        "generate | {\"prompt\":\"x\",\"prompt\":\"y\"} | 400",
        "generate | {\"prompt\":\"\"} | 422",
        "generate | {\"prompt\":\"a\\u0000b\"} | 422",
        "generate | {\"prompt\":\"a\\ud800b\"} | 422",
        "generate | {\"prompt\":\"x\",\"training_tier\":\"fast\"} | 400",
        "generate | {\"prompt\":\"a naked child\"} | 400",
        "edit | {\"prompt\":\"x\"} | 422",
        "edit | {\"prompt\":\"x\",\"images\":[\"%%%\"]} | 400",
        "edit | {\"prompt\":\"x\",\"images\":[\"https://inside.example/\"]} | 400",
        "edit | {\"prompt\":\"x\",\"images\":\"https://photos.example/one.png\"} | 422",
        "remix | {\"input_image\":\"https://photos.example/one.png\"} | 422",
        "remix | {\"image\":\"x\"} | 400",
        "profiles/add | {} | 422",
        "profiles/add | {\"image_urls\":[\"https://photos.example/one.png\"]} | 422",
        "profiles/add | {\"image_urls\":[],\"async\":true} | 400"
      })
  void answersByTheRules(String path, String body, int status) {
    assertThat(post(path, body).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/phota/",
    "GET,    /v1/phota/models",
    "POST,   /v1/phota/edit",
    "POST,   /v1/phota/generate",
    "POST,   /v1/phota/enhance",
    "POST,   /v1/phota/remix",
    "POST,   /v1/phota/profiles/add",
    "POST,   /v1/phota/jobs/ID/cancel",
    "DELETE, /v1/phota/profiles/ID",
    "GET,    /v1/phota/openapi.json",
  })
  void refusesQueryParametersThatItDoesNotKnow(String method, String path) {
    var answer =
        Call.to(edge.url(path.replace("ID", ID) + "?surprise=1"))
            .authenticated()
            .with("Content-Type", "application/json")
            .send(method, BodyPublishers.noBody());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/detail/0/loc/1").asText()).isEqualTo("surprise");
  }

  @ParameterizedTest
  @CsvSource({"order-1, 202", "'\"order-1\"', 202", "order-2, 409"})
  void takesTheIdempotencyKeyFromItsHeaderToo(String header, int status) {
    String body = "{" + ASYNC + ",\"prompt\":\"a lighthouse\"";
    var first = post("generate", body + ",\"client_request_id\":\"order-1\"}");

    var again =
        Call.to(edge.url("/v1/phota/generate"))
            .authenticated()
            .with("Idempotency-Key", header)
            .postJson(body + ",\"client_request_id\":\"order-1\"}");
    var byHeaderAlone =
        Call.to(edge.url("/v1/phota/generate"))
            .authenticated()
            .with("Idempotency-Key", header)
            .postJson(body + "}");

    assertThat(again.status()).isEqualTo(status);
    assertThat(byHeaderAlone.status()).isEqualTo(202);
    if (status == 202) {
      assertThat(again.json().path("job_id")).isEqualTo(first.json().path("job_id"));
      assertThat(byHeaderAlone.json().path("job_id")).isEqualTo(first.json().path("job_id"));
    } else {
      assertThat(again.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
    }
  }

  @Test
  void remindsOfTheChangedDefaultOnlyWhereImagesAreMade() {
    assertThat(post("generate", "{}").header(EdgeHeaders.DEPRECATION)).isNotEmpty();
    assertThat(post("profiles/add", "{}").header(EdgeHeaders.DEPRECATION)).isEmpty();
  }

  @Test
  void addsAProfile() {
    var answer = post("profiles/add", training(10, "\"tag\":\"anna\""));

    assertThat(answer.status()).isEqualTo(200);
    String id = edge.world.log.commands().getFirst().getJobId();
    assertThat(answer.json().toString()).isEqualTo("{\"profile_id\":\"" + id + "\"}");
    assertThat(edge.world.submits().getFirst().getSpec().getProfileIds()).containsExactly(id);
  }

  @Test
  void trainsOnlyFromUrls() {
    String body = training(10, "\"tag\":null").replace(IntakeWorld.PHOTO_URL, PHOTO);

    assertThat(post("profiles/add", body).status()).isEqualTo(400);
  }

  @Test
  void deletesAProfileAndStopsItsTraining() {
    edge.jobs.become(job -> job.setOperation(Operation.TRAIN));

    var answer = delete(ID);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString())
        .isEqualTo("{\"profile_id\":\"" + ID + "\",\"status\":\"ok\"}");
    assertThat(edge.deletions).extracting(ProfileDeletion::getProfileId).containsExactly(ID);
    assertThat(edge.world.log.commands().getFirst().getCommand()).isInstanceOf(Cancel.class);
    assertThat(edge.jobs.deletionsAwaited()).containsExactly(new JobId(ID));
  }

  @Test
  void deletesNoProfileThatIsNotThere() {
    assertThat(delete("x").status()).isEqualTo(404);
    assertThat(delete(ID).status()).as("a job that does not train").isEqualTo(404);
    edge.jobs.become(job -> job.setOperation(Operation.TRAIN).setAccount("other"));
    assertThat(delete(ID).status()).isEqualTo(404);
    edge.jobs.become(
        job ->
            job.setOperation(Operation.TRAIN)
                .setStatus(JobStatus.SUCCEEDED)
                .setProfileDeletedAt(edge.world.clock.instant()));
    assertThat(delete(ID).status()).as("deleted before").isEqualTo(404);
    assertThat(edge.deletions).isEmpty();
  }

  @Test
  void cancelsAJobAndAnswersWithIt() {
    edge.callbackAnswers(
        exchange -> {
          byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    var answer = post("jobs/" + ID + "/cancel", "");
    edge.jobs.become(job -> job.setStatus(JobStatus.SUCCEEDED));
    var again = post("jobs/" + ID + "/cancel", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(200);
    assertThat(answer.body()).asString().isEqualTo("/v1/phota/jobs/" + ID);
    assertThat(edge.world.log.commands()).hasSize(1);
  }

  @Test
  void cancelsNoJobOfOthers() {
    edge.jobs.become(job -> job.setAccount("other"));

    assertThat(post("jobs/" + ID + "/cancel", "").status()).isEqualTo(404);
    assertThat(post("jobs/none/cancel", "").status()).isEqualTo(404);
    assertThat(edge.world.log.commands()).isEmpty();
  }

  @Test
  void passesOnWhatTheViewAnswers() {
    List<String> asked = new CopyOnWriteArrayList<>();
    edge.callbackAnswers(
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    var paths =
        List.of(
            "jobs?limit=2",
            "usage",
            "profiles/ids?tag=a%20b",
            "profiles/x/status",
            "profiles/x/profile_picture",
            "webhook-secret");

    paths.forEach(path -> Call.to(edge.url("/v1/phota/" + path)).authenticated().get());
    post("webhook-secret/rotate", "");

    assertThat(asked)
        .containsExactly(
            "GET /v1/phota/jobs?limit=2",
            "GET /v1/phota/usage",
            "GET /v1/phota/profiles/ids?tag=a%20b",
            "GET /v1/phota/profiles/x/status",
            "GET /v1/phota/profiles/x/profile_picture",
            "GET /v1/phota/webhook-secret",
            "POST /v1/phota/webhook-secret/rotate");
  }

  @Test
  void saysWhatIsOfferedAndWhatIsServed() {
    edge.workers.add(worker());

    JsonNode models = Call.to(edge.url("/v1/phota/models")).authenticated().get().json();

    assertThat(models.path("models").findValuesAsText("id"))
        .containsExactly("nb2", "gpt-image-2", "qwen-image-2", "flux-2", "reve");
    JsonNode edit = models.at("/models/0/operations/0");
    assertThat(edit.path("served").asBoolean()).isTrue();
    assertThat(edit.path("note").asText()).isEqualTo("A starter model.");
    assertThat(edit.at("/prices/2").toString())
        .isEqualTo(
            "{\"resolution\":\"4K\",\"quality\":null,\"price_micros\":180000,\"price_usd\":\"0.18\","
                + "\"identity_price_micros\":210000,\"identity_price_usd\":\"0.21\"}");
    assertThat(models.at("/models/0/operations").findValuesAsText("operation"))
        .containsExactly("edit", "generate", "enhance", "remix");
    assertThat(models.at("/models/1/operations/0/served").asBoolean()).isFalse();
    assertThat(models.at("/models/1/operations/0/prices")).hasSize(12);
    assertThat(models.at("/training").findValuesAsText("price_usd"))
        .containsExactly("2.90", "1.49");

    edge.world.clock.advance(Duration.ofSeconds(15));
    models = Call.to(edge.url("/v1/phota/models")).authenticated().get().json();
    assertThat(models.at("/models/0/operations/0/served").asBoolean())
        .as("a worker that fell silent")
        .isFalse();
  }

  @Test
  void refusesABodyOfAnotherTypeEverywhere() {
    for (String path : List.of("edit", "generate", "remix", "profiles/add")) {
      assertThat(
              Call.to(edge.url("/v1/phota/" + path))
                  .authenticated()
                  .with("Content-Type", "text/plain")
                  .send("POST", BodyPublishers.ofString("{}"))
                  .status())
          .isEqualTo(415);
    }
  }

  private WorkerStatus worker() {
    return WorkerStatus.newBuilder()
        .setWorkerId("w1")
        .setPool("default")
        .setSlots(1)
        .setRunning(0)
        .setStartedAt(edge.world.clock.instant())
        .setAt(edge.world.clock.instant())
        .setIntervalMs(5_000)
        .setDevice("cpu")
        .setServes(
            List.of(
                ServedOperation.newBuilder()
                    .setOperation(Operation.EDIT)
                    .setBaseModels(List.of("nb2"))
                    .setResolutions(List.of("1K"))
                    .setNote("A starter model.")
                    .build()))
        .build();
  }

  private static String training(int photos, String more) {
    return "{\"image_urls\":[\""
        + String.join("\",\"", Collections.nCopies(photos, IntakeWorld.PHOTO_URL))
        + "\"],"
        + more
        + "}";
  }

  private Call.Answer delete(String profile) {
    return Call.to(edge.url("/v1/phota/profiles/" + profile))
        .authenticated()
        .send("DELETE", BodyPublishers.noBody());
  }

  private Call.Answer post(String path, String body) {
    return Call.to(edge.url("/v1/phota/" + path)).authenticated().postJson(body);
  }
}
