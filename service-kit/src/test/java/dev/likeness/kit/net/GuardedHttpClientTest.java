package dev.likeness.kit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.kit.net.GuardedHttpClient.Limits;
import dev.likeness.kit.net.HttpResult.Answer;
import dev.likeness.kit.net.HttpResult.NoAnswer;
import dev.likeness.kit.net.HttpResult.Reason;
import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class GuardedHttpClientTest {
  private static final int LARGEST = 1000;
  private static final int BYTES_PER_SECOND = 1_000_000;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final GuardedHttpClient client = client(LONG, "127.0.0.0/8");
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(serving);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    client.close();
    server.stop(0);
    serving.shutdownNow();
  }

  @Test
  void fetches() {
    answering(200, Map.of("Content-Type", "image/png"), "pixels");

    var answer = (Answer) client.get(url("/photo?size=1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).contains("image/png");
    assertThat(answer.header("no-such-header")).isEmpty();
    assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("pixels");
  }

  @Test
  void sendsNothingButWhatItWasGiven() {
    BlockingQueue<Headers> seen = new ArrayBlockingQueue<>(1);
    server.createContext(
        "/",
        exchange -> {
          assertThat(seen.offer(exchange.getRequestHeaders())).isTrue();
          exchange.getRequestBody().transferTo(exchange.getResponseBody());
          exchange.close();
        });

    var _ = client.post(url("/"), Map.of("X-Signature", "s"), "application/json", bytes("{}"));

    assertThat(seen.element())
        .containsOnlyKeys(
            "Host", "User-agent", "Connection", "Content-type", "Content-length", "X-signature")
        .containsEntry("User-agent", List.of("likeness"))
        .containsEntry("Content-type", List.of("application/json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"})
  void opensNoConnectionToAForbiddenAddress(String host) throws IOException {
    try (var strict = client(LONG);
        var never = new ServerSocket(0)) {
      never.setSoTimeout(1);

      var result = strict.get(parsed("http://" + host + ":" + never.getLocalPort() + "/"));

      assertThat(result)
          .isInstanceOfSatisfying(
              NoAnswer.class, no -> assertThat(no.reason()).isEqualTo(Reason.NO_PUBLIC_ADDRESS));
      assertThatException().isThrownBy(never::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void doesNotFollowRedirects() {
    answering(302, Map.of("Location", "http://169.254.169.254/"), "");

    var answer = (Answer) client.get(url("/"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("location")).contains("http://169.254.169.254/");
  }

  @Test
  void keepsNoCookies() {
    BlockingQueue<Headers> seen = new ArrayBlockingQueue<>(2);
    server.createContext(
        "/",
        exchange -> {
          assertThat(seen.offer(exchange.getRequestHeaders())).isTrue();
          exchange.getResponseHeaders().set("Set-Cookie", "account=other");
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });

    var _ = client.get(url("/"));
    var _ = client.get(url("/"));

    assertThat(seen).hasSize(2).noneMatch(headers -> headers.containsKey("Cookie"));
  }

  @Test
  void takesABodyThatJustFits() {
    answering(200, Map.of(), "x".repeat(LARGEST));

    assertThat(((Answer) client.get(url("/"))).body()).hasSize(LARGEST);
  }

  @Test
  void refusesABodyThatIsDeclaredTooLarge() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, LARGEST + 1);
          exchange.getResponseBody().flush();
          awaitTheEnd(); // the body itself never comes
        });

    refused(client.get(url("/")), Reason.TOO_LARGE, "the body is larger than 1000 bytes");
  }

  @Test
  void refusesABodyThatTurnsOutTooLargeWithoutWaitingForItsEnd() {
    server.createContext("/", onceMoreThanAllowed());

    refused(client.get(url("/")), Reason.TOO_LARGE, "the body is larger than 1000 bytes");
  }

  @Test
  void cutsTheAnswerToAPostWithoutWaitingForItsEnd() {
    server.createContext("/", onceMoreThanAllowed());

    var answer = (Answer) client.post(url("/"), Map.of(), "text/plain", bytes("hello"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(LARGEST);
  }

  @Test
  void keepsWorkingAfterAnAnswerWasCut() {
    server.createContext("/endless", onceMoreThanAllowed());
    answering(200, Map.of(), "fine");

    for (int call = 0; call < 5; call++) {
      var _ = client.get(url("/endless"));
    }

    assertThat(client.get(url("/"))).isInstanceOf(Answer.class);
  }

  @Test
  void endsACallThatDripsAtTheLimitOfTheWhole() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          drip(exchange.getResponseBody());
        });

    try (var hurried = client(SHORT, "127.0.0.0/8")) {
      refused(hurried.get(url("/")), Reason.TIMED_OUT, "no complete answer in time");
    }
  }

  @Test
  void endsACallThatIsNeverAnswered() {
    server.createContext("/", exchange -> awaitTheEnd());

    try (var hurried = client(SHORT, "127.0.0.0/8")) {
      refused(hurried.get(url("/")), Reason.TIMED_OUT, "no complete answer in time");
    }
  }

  @Test
  void tellsThatNobodyListens() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    var result = client.get(parsed("http://127.0.0.1:" + port + "/"));

    assertThat(((NoAnswer) result).reason()).isEqualTo(Reason.CONNECTION_FAILED);
  }

  @Test
  void tellsThatTheOtherSideSpeaksNoTls() throws IOException {
    try (var plain = new ServerSocket(0)) {
      serving.execute(() -> answerInPlainText(plain));

      var result = client.get(parsed("https://127.0.0.1:" + plain.getLocalPort() + "/"));

      assertThat(((NoAnswer) result).reason()).isEqualTo(Reason.TLS_FAILED);
    }
  }

  @Test
  void tellsThatTheHostIsNotKnown() {
    refused(
        client.get(parsed("https://nobody.invalid/")),
        Reason.NO_PUBLIC_ADDRESS,
        "the host nobody.invalid is not known or has no public address");
  }

  private static GuardedHttpClient client(Duration total, String... allowed) {
    return new GuardedHttpClient(
        new AddressPolicy(List.of(allowed)),
        new Limits(Duration.ofSeconds(5), total, BYTES_PER_SECOND, LARGEST, 2));
  }

  private static void refused(HttpResult result, Reason reason, String detail) {
    assertThat(result).isEqualTo(new NoAnswer(reason, detail));
  }

  private void answering(int status, Map<String, String> headers, String body) {
    server.createContext(
        "/",
        exchange -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
          exchange.getResponseBody().write(bytes(body));
          exchange.close();
        });
  }

  /** One byte more than is read, and then silence: the body does not end. */
  private HttpHandler onceMoreThanAllowed() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(new byte[LARGEST + 1]);
      exchange.getResponseBody().flush();
      awaitTheEnd();
    };
  }

  private static void answerInPlainText(ServerSocket listening) {
    try (var socket = listening.accept()) {
      socket.getOutputStream().write(bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drip(OutputStream out) throws IOException {
    try {
      while (!over.await(20, TimeUnit.MILLISECONDS)) {
        out.write('.');
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpUrl url(String path) {
    return parsed("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static HttpUrl parsed(String url) {
    try {
      return HttpUrl.parse(url);
    } catch (UrlSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
