package dev.likeness.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * Every documented operation on the running stack: the document's examples are sent, and every
 * answer, success or error, is judged by the document's schemas ({@link ApiCall}).
 */
@ExtendWith(ApiStackExtension.class)
@Timeout(180)
class ApiContractIT {
  private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELED", "EXPIRED");
  private static final Set<String> STUDIO = Set.of("edit", "generate", "enhance", "remix");
  private static final String NOBODYS = "00000000000000000000000000000000";

  private final ApiStack stack;

  ApiContractIT(ApiStack stack) {
    this.stack = stack;
  }

  /** Each example of each operation that takes a body. */
  @TestFactory
  Stream<DynamicTest> everyExampleIsAnsweredAsDocumented() {
    return stack.description().operations().stream()
        .flatMap(
            operation ->
                stack.description().examples(operation).entrySet().stream()
                    .map(
                        example ->
                            dynamicTest(
                                operation.id() + " " + example.getKey(),
                                () -> sendExample(operation.id(), example.getValue()))));
  }

  private void sendExample(String operation, JsonNode example) {
    var answer = call(operation).json(stack.here(example)).send();
    if (example.toString().contains("9f86d081884c7d659a2feaa0c55ad015")) {
      assertThat(answer.text("/code")).isEqualTo("PROFILE_NOT_FOUND");
    } else if (example.path("async").asBoolean()) {
      assertThat(answer.status()).isEqualTo(202);
      awaitEnd(answer.text("/job_id"));
    } else {
      assertThat(answer.status()).as(answer.json().toString()).isIn(200, 501);
    }
  }

  /** What else there is to an operation; one that is documented and not here fails. */
  @TestFactory
  Stream<DynamicTest> everyOperationDoesWhatTheDocumentSays() {
    Map<String, Executable> tests = new LinkedHashMap<>();
    STUDIO.forEach(operation -> tests.put(operation, () -> refusals(operation)));
    tests.put("list_jobs", this::listsJobs);
    tests.put("get_job", this::getsAJobUntilItsEnd);
    tests.put("cancel_job", this::cancelsAJob);
    tests.put("get_webhook_secret", this::getsTheWebhookSecret);
    tests.put("rotate_webhook_secret", this::rotatesTheWebhookSecret);
    tests.put("add_profile", this::addsAProfile);
    tests.put("list_profiles", this::listsProfiles);
    tests.put("get_profile_status", this::getsTheStatusOfAProfile);
    tests.put("get_profile_picture", this::getsThePictureOfAProfile);
    tests.put("delete_profile", this::deletesAProfile);
    tests.put("list_models", this::listsModels);
    tests.put("get_usage", this::getsUsage);
    tests.put("get_root", this::getsTheRoot);
    tests.put("get_file", this::getsAFile);
    tests.put("get_openapi", this::getsTheDocument);
    return stack.description().operations().stream()
        .map(
            operation ->
                dynamicTest(
                    operation.id(),
                    () -> {
                      tests.getOrDefault(operation.id(), () -> fail("nothing tests it")).execute();
                      refusesCallersWithoutAValidKey(operation);
                    }));
  }

  @Test
  void aWebhookIsSignedAndItsBodyIsTheJob() throws Exception {
    ObjectNode request = example("enhance", "WithWebhook");
    request.remove("client_request_id");
    String job = call("enhance").json(request).expect(202).text("/job_id");

    WebhookReceiver.Received webhook = webhookOf(job);

    assertThat(webhook.isSignedWith(call("get_webhook_secret").expect(200).text("/secret")))
        .isTrue();
    assertThat(
            stack
                .description()
                .objections(
                    stack.description().operation("get_job"),
                    new RawHttp.Answer(
                        200,
                        Map.of(
                            "x-request-id", List.of("webhook"),
                            "content-type", List.of("application/json")),
                        webhook.body())))
        .isEmpty();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> call("get_job").path("job_id", job).expect(200).text("/callback/status"),
            "DELIVERED"::equals);
  }

  /** Webhooks of other tests come here too. */
  private WebhookReceiver.Received webhookOf(String job) throws InterruptedException, IOException {
    while (true) {
      var webhook = stack.hooks().await(60).orElseThrow();
      if (job.equals(new ObjectMapper().readTree(webhook.body()).path("job_id").asText())) {
        return webhook;
      }
    }
  }

  private void refusals(String operation) {
    ObjectNode request = anExample(operation);
    call(operation)
        .json(request.deepCopy().put("async", true).put("response_mode", "bytes"))
        .expect(400, "INVALID_REQUEST");
    call(operation)
        .json(request.deepCopy().put("num_output_images", 5))
        .expect(422, "VALIDATION_FAILED");
    call(operation)
        .json(request.deepCopy().put("output_format", "gif"))
        .expect(422, "VALIDATION_FAILED");
    call(operation).body("application/json", "{").expect(400, "INVALID_REQUEST");
    call(operation).body("text/plain", "{}").expect(415, "UNSUPPORTED_MEDIA_TYPE");
    call(operation).header("Accept: text/html").json(request).expect(406, "NOT_ACCEPTABLE");
    call(operation)
        .header("Content-Type: application/json")
        .header("Content-Length: 99999999999")
        .expect(413, "PAYLOAD_TOO_LARGE");
    ObjectNode unreachable =
        (ObjectNode)
            json(request.toString().replaceAll("http://127.77.0.2:\\d+", "http://127.0.0.1:1"));
    if (!unreachable.equals(request)) {
      call(operation).json(unreachable).expect(400, "ADDRESS_NOT_ALLOWED");
    }
    String once = "contract-" + operation + "-" + System.nanoTime();
    ObjectNode first = request.deepCopy().put("client_request_id", once);
    var handle = call(operation).json(first).expect(202);
    assertThat(call(operation).json(first).expect(202).json()).isEqualTo(handle.json());
    call(operation)
        .json(first.deepCopy().put("num_output_images", 3))
        .expect(409, "IDEMPOTENCY_CONFLICT");
    var ignored = call(operation).json(request.deepCopy().put("pro_mode", true)).expect(202);
    assertThat(ignored.header("X-Ignored-Fields")).isEqualTo("pro_mode");
    awaitEnd(handle.text("/job_id"));
  }

  private void listsJobs() {
    String tag = "list-" + System.nanoTime();
    for (int i = 0; i < 3; i++) {
      ObjectNode request = example("enhance", "WithWebhook").put("tag", tag);
      request.remove("callback_url");
      awaitEnd(call("enhance").json(request).expect(202).text("/job_id"));
    }
    var page = call("list_jobs").query("tag=" + tag).query("limit=2").expect(200).json();
    assertThat(page.path("jobs")).hasSize(2);
    var rest =
        call("list_jobs")
            .query("tag=" + tag)
            .query("limit=2")
            .query("cursor=" + page.path("next_cursor").asText())
            .expect(200)
            .json();
    assertThat(rest.path("jobs")).hasSize(1);
    assertThat(rest.path("next_cursor").isNull()).isTrue();
    var all =
        call("list_jobs")
            .query("status=SUCCEEDED&operation=enhance&created_after=2026-01-01T00:00:00Z")
            .query("created_before=2100-01-01T00:00:00Z&tag=" + tag)
            .expect(200)
            .json();
    assertThat(all.path("jobs")).hasSize(3);
    call("list_jobs").query("limit=0").expect(422, "VALIDATION_FAILED");
    call("list_jobs").query("status=DONE").expect(422, "VALIDATION_FAILED");
    call("list_jobs").query("operation=paint").expect(422, "VALIDATION_FAILED");
    call("list_jobs").query("created_after=yesterday").expect(422, "VALIDATION_FAILED");
    call("list_jobs").query("cursor=nonsense").expect(422, "VALIDATION_FAILED");
    call("list_jobs").header("Accept: text/html").expect(406, "NOT_ACCEPTABLE");
  }

  private void getsAJobUntilItsEnd() {
    String id = call("enhance").json(anExample("enhance")).expect(202).text("/job_id");
    JsonNode job = awaitEnd(id);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.at("/result/download_urls")).isNotEmpty();
    call("get_job").path("job_id", NOBODYS).expect(404, "NOT_FOUND");
    call("get_job").path("job_id", "nonsense").expect(404, "NOT_FOUND");
    call("get_job").path("job_id", id).query("wait=soon").expect(422, "VALIDATION_FAILED");
    call("get_job").path("job_id", id).header("Accept: text/html").expect(406, "NOT_ACCEPTABLE");
  }

  private void cancelsAJob() {
    String id = call("enhance").json(anExample("enhance")).expect(202).text("/job_id");
    JsonNode job = call("cancel_job").path("job_id", id).expect(200).json();
    assertThat(job.path("status").asText()).isIn("CANCELED", "SUCCEEDED");
    JsonNode again = call("cancel_job").path("job_id", id).expect(200).json();
    assertThat(again.path("status")).isEqualTo(job.path("status"));
    if (job.path("status").asText().equals("CANCELED")) {
      assertThat(job.at("/cost/charged_micros").asLong()).isZero();
    }
    call("cancel_job").path("job_id", NOBODYS).expect(404, "NOT_FOUND");
    call("cancel_job").path("job_id", "nonsense").expect(404, "NOT_FOUND");
  }

  private void getsTheWebhookSecret() {
    var answer = call("get_webhook_secret").expect(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(call("get_webhook_secret").expect(200).json()).isEqualTo(answer.json());
  }

  private void rotatesTheWebhookSecret() {
    String before = call("get_webhook_secret").expect(200).text("/secret");
    JsonNode rotated = call("rotate_webhook_secret").expect(200).json();
    assertThat(rotated.path("secret").asText()).isNotEqualTo(before);
    assertThat(rotated.at("/previous/secret").asText()).isEqualTo(before);
    assertThat(call("get_webhook_secret").expect(200).json()).isEqualTo(rotated);
  }

  private void addsAProfile() {
    String id =
        call("add_profile").json(example("add_profile", "Fast")).expect(200).text("/profile_id");
    assertThat(statusOf(id)).isIn("VALIDATING", "QUEUING", "IN_PROGRESS", "READY", "ERROR");
    ObjectNode few = example("add_profile", "Fast").put("training_tier", "standard");
    call("add_profile").json(few).expect(422, "VALIDATION_FAILED");
    call("add_profile")
        .json(few.deepCopy().put("training_tier", "slow"))
        .expect(422, "VALIDATION_FAILED");
    call("add_profile").body("application/json", "{}").expect(422, "VALIDATION_FAILED");
    call("add_profile").body("application/json", "{").expect(400, "INVALID_REQUEST");
    call("add_profile").body("text/plain", "{}").expect(415, "UNSUPPORTED_MEDIA_TYPE");
  }

  private void listsProfiles() {
    String tag = "list-" + System.nanoTime();
    String id =
        call("add_profile")
            .json(example("add_profile", "Fast").put("tag", tag))
            .expect(200)
            .text("/profile_id");
    JsonNode page = call("list_profiles").query("tag=" + tag).expect(200).json();
    assertThat(page.path("profiles")).hasSize(1);
    assertThat(page.at("/profiles/0/profile_id").asText()).isEqualTo(id);
    assertThat(call("list_profiles").expect(200).json().path("profiles")).isNotEmpty();
    assertThat(
            call("list_profiles").query("tag=nothing-has-it").expect(200).json().path("profiles"))
        .isEmpty();
    call("list_profiles").query("cursor=nonsense").expect(422, "VALIDATION_FAILED");
    call("list_profiles").query("tag=" + "x".repeat(129)).expect(422, "VALIDATION_FAILED");
  }

  private void getsTheStatusOfAProfile() {
    String id =
        call("add_profile").json(example("add_profile", "Fast")).expect(200).text("/profile_id");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Set.of("READY", "ERROR").contains(statusOf(id)));
    call("get_profile_status").path("profile_id", NOBODYS).expect(404);
    call("get_profile_status").path("profile_id", "nonsense").expect(404);
  }

  private void getsThePictureOfAProfile() {
    String id =
        call("add_profile").json(example("add_profile", "Fast")).expect(200).text("/profile_id");
    var picture = call("get_profile_picture").path("profile_id", id).send();
    assertThat(picture.status()).isIn(200, 404);
    call("get_profile_picture").path("profile_id", NOBODYS).expect(404);
  }

  private void deletesAProfile() {
    String id =
        call("add_profile").json(example("add_profile", "Fast")).expect(200).text("/profile_id");
    call("delete_profile").path("profile_id", id).expect(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> call("get_profile_status").path("profile_id", id).send().status() == 404);
    call("get_profile_picture").path("profile_id", id).expect(404);
    call("delete_profile").path("profile_id", NOBODYS).expect(404);
    call("delete_profile").path("profile_id", "nonsense").expect(404);
  }

  private void listsModels() {
    JsonNode models = call("list_models").expect(200).json();
    assertThat(models.path("models")).hasSize(5);
    assertThat(models.at("/models").findValuesAsText("served")).contains("true");
  }

  private void getsUsage() {
    JsonNode usage = call("get_usage").query("from=2026-01-01&to=2026-03-31").expect(200).json();
    assertThat(usage.path("from").asText()).isEqualTo("2026-01-01");
    call("get_usage").expect(200);
    call("get_usage").query("from=yesterday").expect(422, "VALIDATION_FAILED");
    call("get_usage").query("from=2026-02-01&to=2026-01-01").expect(422, "VALIDATION_FAILED");
  }

  private void getsTheRoot() {
    assertThat(call("get_root").expect(200).text("/version")).isEqualTo("v0.7.0");
    call("get_root").header("Accept: text/html").expect(406, "NOT_ACCEPTABLE");
  }

  private void getsAFile() {
    JsonNode job = awaitEnd(call("enhance").json(anExample("enhance")).expect(202).text("/job_id"));
    var url = URI.create(job.at("/result/download_urls/0").asText());
    String key = url.getPath().substring("/v1/phota/files/".length());
    var file =
        ApiCall.withoutKey(stack, "get_file").path("key", key).query(url.getQuery()).expect(200);
    assertThat(file.header("Content-Type")).isEqualTo("image/jpeg");
    ApiCall.withoutKey(stack, "get_file").path("key", key).expect(403, "FORBIDDEN");
    ApiCall.withoutKey(stack, "get_file")
        .path("key", key)
        .query("expires=99999999999&signature=" + "0".repeat(64))
        .expect(403, "FORBIDDEN");
  }

  private void getsTheDocument() {
    var document = ApiCall.withoutKey(stack, "get_openapi").expect(200);
    assertThat(document.text("/servers/0/url")).isEqualTo(stack.stack().url().toString());
    ApiCall.withoutKey(stack, "get_openapi")
        .header("If-None-Match: " + document.header("ETag"))
        .expect(304);
    ApiCall.withoutKey(stack, "get_openapi")
        .header("Accept: text/html")
        .expect(406, "NOT_ACCEPTABLE");
  }

  private void refusesCallersWithoutAValidKey(ApiDescription.Operation operation) {
    if (operation.node().has("security")) {
      return;
    }
    prepared(ApiCall.withoutKey(stack, operation.id()), operation).expect(403, "FORBIDDEN");
    prepared(ApiCall.withoutKey(stack, operation.id()), operation)
        .header("X-API-Key: lk_nobody")
        .expect(401, "UNAUTHORIZED");
  }

  private ApiCall prepared(ApiCall call, ApiDescription.Operation operation) {
    call.path("job_id", NOBODYS).path("profile_id", NOBODYS);
    return operation.takesBody() ? call.json(anExample(operation.id())) : call;
  }

  private JsonNode awaitEnd(String jobId) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> call("get_job").path("job_id", jobId).query("wait=20").expect(200).json(),
            job -> ENDED.contains(job.path("status").asText()));
  }

  private String statusOf(String profileId) {
    return call("get_profile_status").path("profile_id", profileId).expect(200).text("/status");
  }

  /** The first, an asynchronous one where there is a choice, to be sent as often as one likes. */
  private ObjectNode anExample(String operation) {
    String name =
        stack
            .description()
            .examples(stack.description().operation(operation))
            .keySet()
            .iterator()
            .next();
    ObjectNode request = example(operation, name);
    request.remove("client_request_id");
    return request;
  }

  private ObjectNode example(String operation, String name) {
    return (ObjectNode)
        stack.here(
            requireNonNull(
                stack.description().examples(stack.description().operation(operation)).get(name)));
  }

  private ApiCall call(String operation) {
    return ApiCall.of(stack, operation);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
