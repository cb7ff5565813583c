package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.ingest.testing.Call;
import dev.likeness.ingest.testing.EdgeServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEdgeTest {
  private static final String FILE = "artifacts/job/attempt/run/0.jpg";

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
  void saysWhoAnswersToCallersWithAKey() {
    var answer = Call.to(edge.url("/v1/phota/")).authenticated().get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().fieldNames())
        .toIterable()
        .containsExactly("name", "version", "docs_url");
  }

  @Test
  void refusesCallersWithoutKey() {
    refused(Call.to(edge.url("/v1/phota/")).get(), 403, "FORBIDDEN");
    refused(Call.to(edge.url("/v1/phota/enhance")).postJson("{}"), 403, "FORBIDDEN");
  }

  @Test
  void refusesCallersWithAnUnknownKey() {
    var call = Call.to(edge.url("/v1/phota/enhance")).with("X-API-Key", "made up");

    refused(call.postJson("{}"), 401, "UNAUTHORIZED");
  }

  @Test
  void refusesUnknownPaths() {
    refused(Call.to(edge.url("/v1/phota/nothing")).authenticated().get(), 404, "NOT_FOUND");
    refused(Call.to(edge.url("/")).get(), 404, "NOT_FOUND");
  }

  @Test
  void refusesOtherMethods() {
    refused(
        Call.to(edge.url("/v1/phota/enhance")).authenticated().get(), 405, "METHOD_NOT_ALLOWED");
    refused(
        Call.to(edge.url("/v1/phota/enhance"))
            .authenticated()
            .send("DELETE", BodyPublishers.noBody()),
        405,
        "METHOD_NOT_ALLOWED");
  }

  @Test
  void keepsTheRequestIdOfTheCaller() {
    var answer = Call.to(edge.url("/v1/phota/")).with("X-Request-Id", "mine-1").get();

    assertThat(answer.header("X-Request-Id")).isEqualTo("mine-1");
    assertThat(answer.json().path("request_id").asText()).isEqualTo("mine-1");
  }

  @ParameterizedTest
  @MethodSource("brokenRequests")
  void answersBrokenRequestsWithARequestIdToo(String request) throws IOException {
    String answer = raw(request);

    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").containsIgnoringCase("X-Request-Id: ");
  }

  static Stream<String> brokenRequests() {
    return Stream.of(
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n",
        "POST /v1/phota/enhance HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "NONSENSE\r\n\r\n");
  }

  @Test
  void refusesABodyDeclaredTooLargeWithoutReadingIt() throws IOException {
    String head =
        String.join(
            "\r\n",
            "POST /v1/phota/enhance HTTP/1.1",
            "Host: a",
            "X-API-Key: key-of-acme",
            "Content-Type: application/json",
            "Content-Length: 99999999999",
            "",
            "");

    String answer = raw(head);

    assertThat(answer).startsWith("HTTP/1.1 413").contains("PAYLOAD_TOO_LARGE");
  }

  @Test
  void servesAFileBySignedUrl() {
    edge.world.blobs.put(FILE, new byte[] {1, 2, 3});

    var answer = Call.to(signed(Duration.ofHours(1))).get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).containsExactly(1, 2, 3);
    assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(answer.header("Cache-Control")).contains("private").contains("max-age=3600");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-1,     206, 12,    bytes 0-1/5",
    "bytes=3-,      206, 45,    bytes 3-4/5",
    "bytes=3-99,    206, 45,    bytes 3-4/5",
    "bytes=-2,      206, 45,    bytes 3-4/5",
    "bytes=-99,     206, 12345, bytes 0-4/5",
    "BYTES=0-0,     206, 1,     bytes 0-0/5",
    "'bytes=0-0,2-2', 200, 12345, ''",
    "bytes=2-1,     200, 12345, ''",
    "bytes=a-b,     200, 12345, ''",
    "items=0-1,     200, 12345, ''",
  })
  void servesAPartOfAFile(String range, int status, String content, String contentRange) {
    edge.world.blobs.put(FILE, "12345".getBytes(StandardCharsets.UTF_8));

    var answer = Call.to(signed(Duration.ofHours(1))).with("Range", range).get();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).asString().isEqualTo(content);
    assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void aDownloadGoesOnOnlyWithTheSameFile() {
    edge.world.blobs.put(FILE, "12345".getBytes(StandardCharsets.UTF_8));
    URI url = signed(Duration.ofHours(1));
    String tag = Call.to(url).get().header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");

    var same = Call.to(url).with("Range", "bytes=3-").with("If-Range", tag).get();
    var other = Call.to(url).with("Range", "bytes=3-").with("If-Range", "\"other\"").get();

    assertThat(same.status()).isEqualTo(206);
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.body()).asString().isEqualTo("12345");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-", "bytes=99-100", "bytes=-0"})
  void saysThatAPartIsNotThere(String range) {
    edge.world.blobs.put(FILE, "12345".getBytes(StandardCharsets.UTF_8));

    var answer = Call.to(signed(Duration.ofHours(1))).with("Range", range).get();

    refused(answer, 416, "RANGE_NOT_SATISFIABLE");
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */5");
  }

  @Test
  void tellsTheSizeOfAFileWithoutItsContent() {
    edge.world.blobs.put(FILE, "12345".getBytes(StandardCharsets.UTF_8));

    var answer = Call.to(signed(Duration.ofHours(1))).send("HEAD", BodyPublishers.noBody());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("5");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void refusesAFileWithoutItsSignature() {
    edge.world.blobs.put(FILE, new byte[] {1, 2, 3});
    String good = signed(Duration.ofHours(1)).toString();

    refused(Call.to(edge.url("/v1/phota/files/" + FILE)).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good.replace("0.jpg", "1.jpg"))).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good.replace("expires=", "expires=9"))).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good + "0")).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good.replace("0.jpg", "0.jpg;a=b"))).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good.replace("expires=", "expires=0"))).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good.replace("expires=", "expires=+"))).get(), 403, "FORBIDDEN");
    refused(Call.to(URI.create(good + "&expires=1")).get(), 403, "FORBIDDEN");
    refused(
        Call.to(edge.url("/v1/phota/files/../../etc/passwd?expires=x&signature=y")).get(),
        403,
        "FORBIDDEN");
  }

  @Test
  void refusesAnExpiredUrl() {
    edge.world.blobs.put(FILE, new byte[] {1, 2, 3});
    URI url = signed(Duration.ofHours(1));
    edge.world.clock.advance(Duration.ofHours(1));

    refused(Call.to(url).get(), 403, "FORBIDDEN");
  }

  @Test
  void saysThatAFileIsGone() {
    refused(Call.to(signed(Duration.ofHours(1))).get(), 404, "NOT_FOUND");
  }

  @Test
  void passesJobsOnToCallbackServiceAndItsAnswerBack() {
    var asked = new TreeMap<String, String>();
    edge.callbackAnswers(
        exchange -> {
          asked.put("uri", exchange.getRequestURI().toString());
          asked.put("key", exchange.getRequestHeaders().getFirst("X-API-Key"));
          asked.put("id", exchange.getRequestHeaders().getFirst("X-Request-Id"));
          byte[] body = "{\"status\":\"QUEUED\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.getResponseHeaders().set("ETag", "\"3\"");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    var answer = Call.to(edge.url("/v1/phota/jobs/0a1b?wait=5")).authenticated().get();

    assertThat(asked)
        .isEqualTo(
            Map.of(
                "uri", "/v1/phota/jobs/0a1b?wait=5",
                "key", "key-of-acme",
                "id", answer.header("X-Request-Id")));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").asText()).isEqualTo("QUEUED");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Retry-After")).isEqualTo("7");
    assertThat(answer.header("ETag")).isEqualTo("\"3\"");
    assertThat(answer.response().headers().allValues("X-Request-Id")).hasSize(1);
  }

  @Test
  void passesErrorsOfCallbackServiceBackAsTheyAre() {
    edge.callbackAnswers(
        exchange -> {
          byte[] body = "{\"code\":\"NOT_FOUND\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    var answer = Call.to(edge.url("/v1/phota/webhook-secret")).authenticated().get();

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void saysThatAnotherTryMayHelpWhileCallbackServiceIsDown() {
    edge.stopCallback();

    var answer = Call.to(edge.url("/v1/phota/jobs/0a1b")).authenticated().get();

    refused(answer, 503, "UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  private URI signed(Duration life) {
    Instant expires = edge.world.clock.instant().plus(life);
    return edge.url(
        edge.urls.sign(FILE, expires).toString().substring("https://likeness.example".length()));
  }

  private static void refused(Call.Answer answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("detail").asText()).isNotEmpty();
    assertThat(answer.header("X-Request-Id"))
        .isNotEmpty()
        .isEqualTo(answer.json().path("request_id").asText());
  }

  /** What the server answers to these very bytes. */
  private String raw(String request) throws IOException {
    URI url = edge.url("/");
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
