package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeServer;
import dev.likeness.ingest.testing.Photos;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One server for all of these: none of them may leave a trace on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestsTest {
  private static final String PHOTO = Base64.getEncoder().encodeToString(Photos.png(4, 3));
  private static final String ASYNC = "\"async\":true,\"response_mode\":\"urls\"";

  private EdgeServer edge;

  @BeforeAll
  void start() throws Exception {
    edge = new EdgeServer();
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refusedBodies")
  void refusesAndStoresNothing(int status, String code, String body) {
    var answer = Call.to(edge.url("/v1/phota/enhance")).authenticated().postJson(body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.header("X-Request-Id"))
        .isNotEmpty()
        .isEqualTo(answer.json().path("request_id").asText());
    assertThat(edge.world.isUntouched()).isTrue();
  }

  static Stream<Arguments> refusedBodies() {
    String image = "\"image\":\"" + PHOTO + "\"";
    return Stream.of(
        Arguments.of(400, "INVALID_REQUEST", "{" + image),
        Arguments.of(400, "INVALID_REQUEST", "{\"image\":\"" + PHOTO),
        Arguments.of(400, "INVALID_REQUEST", "{" + image + "} {}"),
        Arguments.of(400, "INVALID_REQUEST", "image=x"),
        Arguments.of(400, "INVALID_REQUEST", "{\"x\":" + "[".repeat(100_000)),
        Arguments.of(400, "INVALID_REQUEST", "{\"x\":" + "{\"x\":".repeat(40_000)),
        Arguments.of(
            400,
            "INVALID_REQUEST",
            "{" + image + ",\"num_output_images\":" + "9".repeat(5_000) + "}"),
        Arguments.of(400, "INVALID_REQUEST", "{" + image + ",\"base_model\":\"nb2\"}"),
        Arguments.of(400, "INVALID_REQUEST", "{" + image + ",\"images\":[]}"),
        Arguments.of(400, "INVALID_REQUEST", "{" + image + ",\"async\":true}"),
        Arguments.of(
            400, "INVALID_REQUEST", "{" + image + ",\"callback_url\":\"https://c.example\"}"),
        Arguments.of(
            400,
            "INVALID_REQUEST",
            "{" + image + "," + ASYNC + ",\"callback_url\":\"http://c.example\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"%%%\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"data:image/png,abc\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"data:image/png;base64,\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"aGVsbG8gd29ybGQhIGhlbGxvIHdvcmxk\"}"),
        Arguments.of(400, "INVALID_IMAGE", "{\"image\":\"ÄÖÜ=\"}"),
        Arguments.of(400, "INVALID_REQUEST", "{\"image\":\"http://photos.example/one.png\"}"),
        Arguments.of(400, "ADDRESS_NOT_ALLOWED", "{\"image\":\"https://inside.example/\"}"),
        Arguments.of(
            400,
            "IMAGE_TOO_LARGE",
            "{\"image\":\""
                + Base64.getEncoder().encodeToString(Photos.pngThatClaims(50_000, 50_000))
                + "\"}"),
        Arguments.of(
            413,
            "PAYLOAD_TOO_LARGE",
            "{\"image\":\"" + Base64.getEncoder().encodeToString(new byte[100_001]) + "\"}"),
        Arguments.of(413, "PAYLOAD_TOO_LARGE", " ".repeat(EdgeServer.LARGEST_BODY + 1)),
        Arguments.of(422, "VALIDATION_FAILED", ""),
        Arguments.of(422, "VALIDATION_FAILED", "null"),
        Arguments.of(422, "VALIDATION_FAILED", "[]"),
        Arguments.of(422, "VALIDATION_FAILED", "{}"),
        Arguments.of(422, "VALIDATION_FAILED", "{\"image\":null}"),
        Arguments.of(422, "VALIDATION_FAILED", "{" + image + ",\"num_output_images\":5}"),
        Arguments.of(422, "VALIDATION_FAILED", "{" + image + ",\"num_output_images\":99999999999}"),
        Arguments.of(422, "VALIDATION_FAILED", "{" + image + ",\"num_output_images\":1e3}"),
        Arguments.of(422, "VALIDATION_FAILED", "{" + image + ",\"output_format\":\"bmp\"}"),
        Arguments.of(422, "VALIDATION_FAILED", "{" + image + ",\"client_request_id\":\"\"}"));
  }
}
