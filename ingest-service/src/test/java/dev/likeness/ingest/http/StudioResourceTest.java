package dev.likeness.ingest.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.JobId;
import dev.likeness.contract.Sha256;
import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeApplication;
import dev.likeness.ingest.testing.EdgeServer;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.ingest.testing.Snapshots;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudioResourceTest {
  private static final String PHOTO = Base64.getEncoder().encodeToString(Photos.png(4, 3));
  private static final String ASYNC = "\"async\":true,\"response_mode\":\"urls\"";

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
  void answersAnAsynchronousRequestWithAHandle() {
    var answer = enhance(ASYNC + ",\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(202);
    String id = answer.json().path("job_id").asText();
    assertThat(JobId.isWellFormed(id)).isTrue();
    assertThat(answer.json().path("poll_url").asText())
        .isEqualTo("https://likeness.example/v1/phota/jobs/" + id);
    assertThat(answer.json().path("status").asText()).isEqualTo("QUEUED");
    assertThat(answer.json().path("created_at").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(edge.world.log.commands().getFirst().getJobId()).isEqualTo(id);
    assertThat(edge.world.log.commands().getFirst().getRequestId())
        .isEqualTo(answer.header("X-Request-Id"));
  }

  @ParameterizedTest
  @MethodSource("formsOfAPhoto")
  void takesAPhotoInEveryForm(String image) {
    assertThat(enhance(ASYNC + ",\"image\":\"" + image + "\"").status()).isEqualTo(202);

    assertThat(edge.world.blobs.keys())
        .singleElement()
        .asString()
        .startsWith("inputs/acme/")
        .endsWith("/" + Sha256.hex(Photos.png(4, 3)));
  }

  @Test
  void takesThePhotosUrl() {
    assertThat(enhance(ASYNC + ",\"image\":\"" + IntakeWorld.PHOTO_URL + "\"").status())
        .isEqualTo(202);

    assertThat(edge.world.submits().getFirst().getSources())
        .containsExactly(new RemotePhoto(IntakeWorld.PHOTO_URL));
  }

  static Stream<String> formsOfAPhoto() {
    return Stream.of(
        PHOTO,
        PHOTO.replace("=", ""),
        PHOTO.substring(0, 20) + "\\r\\n" + PHOTO.substring(20),
        "data:image/png;base64," + PHOTO,
        "DATA:;base64," + PHOTO);
  }

  @Test
  void carriesEveryField() {
    enhance(
        ASYNC
            + ",\"image\":\""
            + PHOTO
            + "\",\"prompt\":\"brighter\",\"profile_ids\":[\"mum\"],\"num_output_images\":3,"
            + "\"output_format\":\"png\",\"callback_url\":\"https://c.example/h\","
            + "\"client_request_id\":\"order-1\"");

    var submit = edge.world.submits().getFirst();
    assertThat(submit.getSpec().getPrompt()).isEqualTo("brighter");
    assertThat(submit.getSpec().getProfileIds()).containsExactly("mum");
    assertThat(submit.getSpec().getOutputCount()).isEqualTo(3);
    assertThat(submit.getSpec().getOutputFormat()).isEqualTo(OutputFormat.PNG);
    assertThat(submit.getSpec().getResponseMode()).isEqualTo(ResponseMode.URLS);
    assertThat(submit.getCallbackUrl()).isEqualTo("https://c.example/h");
    assertThat(submit.getClientRequestId()).isEqualTo("order-1");
  }

  @Test
  void takesNullAsLeftOut() {
    var answer =
        enhance(
            ASYNC
                + ",\"prompt\":null,\"profile_ids\":null,\"base_model\":null,\"image\":\""
                + PHOTO
                + "\"");

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void namesTheFieldsThatItIgnored() {
    var answer =
        enhance(ASYNC + ",\"pro_mode\":true,\"x\\ny\":{\"a\":[1]},\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("X-Ignored-Fields")).isEqualTo("pro_mode, (other)");
  }

  @Test
  void remindsOfTheChangedDefaultOnlyWhereItApplies() {
    assertThat(enhance(ASYNC + ",\"image\":\"" + PHOTO + "\"").header(EdgeHeaders.DEPRECATION))
        .isEqualTo("2026-05-08");
    assertThat(
            enhance(ASYNC + ",\"output_format\":\"jpg\",\"image\":\"" + PHOTO + "\"")
                .header(EdgeHeaders.DEPRECATION))
        .isEmpty();
  }

  @Test
  void answersARetryWithTheOriginalHandleAndAnotherRequestWithAConflict() {
    String request = ASYNC + ",\"client_request_id\":\"order-1\",\"image\":\"" + PHOTO + "\"";

    var first = enhance(request);
    var second = enhance(request);
    var other = enhance(request + ",\"prompt\":\"darker\"");

    assertThat(second.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
  }

  @Test
  void answersASynchronousRequestWithBytes() {
    edge.world.blobs.put("artifacts/one.jpg", new byte[] {1, 2, 3});
    edge.jobs.become(Snapshots.succeeded(ResponseMode.BYTES, "artifacts/one.jpg"));

    var answer = enhance("\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString())
        .isEqualTo(
            "{\"known_subjects\":{\"counts\":{}},\"images\":[\"AQID\"],\"download_urls\":[]}");
  }

  @Test
  void answersASynchronousRequestWithUrlsThatWork() {
    edge.world.blobs.put("artifacts/one.jpg", new byte[] {1, 2, 3});
    edge.jobs.become(Snapshots.succeeded(ResponseMode.URLS, "artifacts/one.jpg"));

    var answer = enhance("\"response_mode\":\"urls\",\"image\":\"" + PHOTO + "\"");

    assertThat(answer.json().path("images")).isEmpty();
    String url = answer.json().path("download_urls").path(0).asText();
    assertThat(url).startsWith("https://likeness.example/v1/phota/files/artifacts/one.jpg?");
    assertThat(Call.to(edge.url(url.substring("https://likeness.example".length()))).get().body())
        .containsExactly(1, 2, 3);
  }

  @Test
  void waitsLongerThanAConnectionMayBeIdle() {
    edge.world.blobs.put("artifacts/one.jpg", new byte[] {1, 2, 3});
    var slow = new CountDownLatch(1);
    long wait = EdgeApplication.IDLE_TIMEOUT.toMillis() * 3;
    edge.jobs.become(
        job -> {
          assertThat(slow)
              .satisfies(latch -> assertThat(latch.await(wait, MILLISECONDS)).isFalse());
          return Snapshots.succeeded(ResponseMode.BYTES, "artifacts/one.jpg").apply(job);
        });

    assertThat(enhance("\"image\":\"" + PHOTO + "\"").status()).isEqualTo(200);
  }

  @Test
  void keepsTheResultForACallerThatWentAway() throws Exception {
    var gone = new CountDownLatch(1);
    edge.world.blobs.put("artifacts/one.jpg", new byte[] {1, 2, 3});
    edge.jobs.become(
        job -> {
          assertThat(gone).satisfies(latch -> assertThat(latch.await(20, SECONDS)).isTrue());
          return Snapshots.succeeded(ResponseMode.BYTES, "artifacts/one.jpg").apply(job);
        });
    String fields = "\"client_request_id\":\"order-1\",\"image\":\"" + PHOTO + "\"";
    URI url = edge.url("/");
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      String head =
          "POST /v1/phota/enhance HTTP/1.1\r\nHost: a\r\nX-API-Key: key-of-acme\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + (fields.length() + 2)
              + "\r\n\r\n";
      socket
          .getOutputStream()
          .write((head + "{" + fields + "}").getBytes(StandardCharsets.US_ASCII));
      await().until(() -> !edge.world.log.commands().isEmpty());
    }
    gone.countDown();

    assertThat(enhance(fields).status()).isEqualTo(200);
    assertThat(edge.world.log.commands())
        .as("one job, which nobody cancelled")
        .allMatch(command -> command.getCommand() instanceof Submit)
        .extracting(command -> command.getJobId())
        .containsOnly(JobId.ofClientRequest("acme", "order-1").value());
  }

  @Test
  void answersWithTheFailureOfTheJob() {
    edge.jobs.become(Snapshots.failed("MODEL_FAILED", "The model failed."));

    var answer = enhance("\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("MODEL_FAILED");
    assertThat(answer.json().path("detail").asText()).isEqualTo("The model failed.");
    assertThat(answer.json().path("job_id").asText())
        .isEqualTo(edge.world.log.commands().getFirst().getJobId());
  }

  @Test
  void givesUpASynchronousRequestThatTakesTooLong() {
    var answer = enhance("\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.code()).isEqualTo("TIMEOUT");
    assertThat(answer.json().path("job_id").asText())
        .isEqualTo(edge.world.log.commands().getFirst().getJobId());
    assertThat(edge.world.log.commands()).hasSize(2);
  }

  @Test
  void namesEveryFieldOfTheWrongType() {
    var answer =
        post(
            "{\"image\":{\"a\":[1,{}]},\"prompt\":5,\"profile_ids\":[\"a\",[7],\"b\"],"
                + "\"num_output_images\":\"2\",\"async\":\"yes\",\"response_mode\":\"smoke\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").findValuesAsText("type"))
        .containsExactly(
            "string_type", "string_type", "list_type", "int_type", "bool_type", "enum");
    assertThat(answer.json().path("detail").path(3).toString())
        .isEqualTo(
            "{\"loc\":[\"body\",\"num_output_images\"],\"msg\":\"must be a whole number\","
                + "\"type\":\"int_type\"}");
  }

  @Test
  void stopsReadingABodyOfUndeclaredLengthAtTheLimit() {
    byte[] body = " ".repeat(EdgeServer.LARGEST_BODY * 2).getBytes(StandardCharsets.US_ASCII);

    var answer =
        Call.to(edge.url("/v1/phota/enhance"))
            .authenticated()
            .with("Content-Type", "application/json")
            .send("POST", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("PAYLOAD_TOO_LARGE");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] body = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};

    var answer =
        Call.to(edge.url("/v1/phota/enhance"))
            .authenticated()
            .with("Content-Type", "application/json")
            .send("POST", BodyPublishers.ofByteArray(body));

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void saysThatAnotherTryMayHelpWhenTheLogIsDown() {
    edge.world.log.breakDown();

    var answer = enhance(ASYNC + ",\"image\":\"" + PHOTO + "\"");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  @Test
  void refusesOtherMediaTypes() {
    var answer =
        Call.to(edge.url("/v1/phota/enhance"))
            .authenticated()
            .with("Content-Type", "multipart/form-data; boundary=x")
            .send("POST", BodyPublishers.ofString("--x--"));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  private Call.Answer enhance(String fields) {
    return post("{" + fields + "}");
  }

  private Call.Answer post(String body) {
    return Call.to(edge.url("/v1/phota/enhance")).authenticated().postJson(body);
  }
}
