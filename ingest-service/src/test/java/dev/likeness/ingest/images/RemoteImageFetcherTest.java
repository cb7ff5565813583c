package dev.likeness.ingest.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.ImageFetcher.Fetched;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteImageFetcherTest {
  private static final int LARGEST = 1_000;

  private final AddressPolicy policy = new AddressPolicy(List.of("127.0.0.1/32"));
  private final GuardedHttpClient client =
      new GuardedHttpClient(
          policy,
          new GuardedHttpClient.Limits(
              Duration.ofSeconds(1), Duration.ofSeconds(1), LARGEST, 4, 4));
  private final RemoteImageFetcher fetcher =
      new RemoteImageFetcher(
          client, new CheckedUrls(new CustomerUrls(policy)), Duration.ofMillis(800));
  private HttpServer web;

  @BeforeEach
  void start() throws IOException {
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext("/photo", exchange -> answer(exchange, 200, new byte[] {1, 2, 3}));
    web.createContext("/huge", exchange -> answer(exchange, 200, new byte[LARGEST + 1]));
    web.createContext("/broken", exchange -> answer(exchange, 503, new byte[0]));
    web.createContext("/busy", exchange -> answer(exchange, 429, new byte[0]));
    web.createContext("/slow-chain", this::answerInAMoment);
    web.createContext("/missing", exchange -> answer(exchange, 404, new byte[0]));
    web.createContext("/nowhere", exchange -> answer(exchange, 302, new byte[0]));
    web.createContext("/moved", exchange -> redirect(exchange, "/photo"));
    web.createContext("/circle", exchange -> redirect(exchange, "/circle"));
    web.createContext("/inside", exchange -> redirect(exchange, "https://127.0.0.2/metadata"));
    web.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
    web.start();
  }

  @AfterEach
  void stop() {
    web.stop(0);
    client.close();
  }

  @ParameterizedTest
  @CsvSource({"/photo", "/moved"})
  void fetchesAPhotoAlsoBehindARedirect(String path) {
    assertThat(fetcher.fetch(url(path)))
        .isInstanceOfSatisfying(
            Fetched.Bytes.class, fetched -> assertThat(fetched.bytes()).containsExactly(1, 2, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, IMAGE_UNREACHABLE",
    "/nowhere, IMAGE_UNREACHABLE",
    "/circle, IMAGE_UNREACHABLE",
    "/huge, PAYLOAD_TOO_LARGE",
    "/inside, ADDRESS_NOT_ALLOWED",
    "/file, INVALID_REQUEST"
  })
  void saysWhyThereIsNoPhoto(String path, FailureCode code) {
    Refusal refusal = refusal(url(path));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.detail()).startsWith("The image URL ").endsWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "/broken, true",
    "/busy, true",
    "/slow-chain, true",
    "/missing, false",
    "/circle, false",
    "/huge, false",
    "/inside, false"
  })
  void tellsWhetherAnotherTryMayHelp(String path, boolean retryable) {
    assertThat(fetcher.fetch(url(path)))
        .isInstanceOfSatisfying(
            Fetched.Failed.class, failed -> assertThat(failed.retryable()).isEqualTo(retryable));
  }

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.2/photo, ADDRESS_NOT_ALLOWED",
    "https://10.0.0.1/photo, ADDRESS_NOT_ALLOWED",
    "http://169.254.169.254/latest, ADDRESS_NOT_ALLOWED",
    "https://[::1]/photo, ADDRESS_NOT_ALLOWED",
    "https://user:password@127.0.0.1/photo, INVALID_REQUEST",
    "ftp://127.0.0.1/photo, INVALID_REQUEST",
    "https://127.0.0.1:99999999/, INVALID_REQUEST",
    "not a url, INVALID_REQUEST"
  })
  void refusesWhatMustNotBeCalled(String url, FailureCode code) {
    assertThat(refusal(url).code()).isEqualTo(code);
  }

  @Test
  void saysThatNobodyAnswers() {
    String url = url("/photo");
    web.stop(0);

    assertThat(refusal(url).code()).isEqualTo(FailureCode.IMAGE_UNREACHABLE);
  }

  private Refusal refusal(String url) {
    Fetched fetched = fetcher.fetch(url);
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).refusal();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + web.getAddress().getPort() + path;
  }

  /** Each hop is within the limit; all together are not. */
  private void answerInAMoment(HttpExchange exchange) throws IOException {
    try {
      var _ = new CountDownLatch(1).await(350, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    redirect(exchange, "/slow-chain");
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    answer(exchange, 302, new byte[0]);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
