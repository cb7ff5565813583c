package dev.likeness.kit.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.net.GuardedHttpClient.Limits;
import dev.likeness.kit.net.HttpResult.Answer;
import dev.likeness.kit.net.HttpResult.NoAnswer;
import dev.likeness.kit.net.HttpResult.Reason;
import dev.likeness.kit.testing.hostile.HostileAnswers;
import dev.likeness.kit.testing.hostile.HostileServer;
import dev.likeness.kit.testing.hostile.HostileServer.HostileAnswer;
import dev.likeness.kit.url.HttpUrl;
import dev.likeness.kit.url.UrlSyntaxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile host costs: its own call, a bounded number of bytes, and a bounded time. */
@Timeout(60)
class HostileAnswersTest {
  private static final int LARGEST = 1000;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final HostileServer server = new HostileServer();
  private final GuardedHttpClient client = client(LONG, InetAddress::getAllByName);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  static Stream<Named<HostileAnswer>> endlessBeforeTheStatusCounts() {
    return Stream.of(
        Named.of("status line", HostileAnswers.endlessStatusLine()),
        Named.of("header line", HostileAnswers.endlessHeaderLine()),
        Named.of("folded header", HostileAnswers.endlessFoldedHeader()),
        Named.of("headers", HostileAnswers.endlessHeaders()),
        Named.of("many long headers", HostileAnswers.manyLongHeaders()),
        Named.of("empty lines", HostileAnswers.endlessEmptyLines()),
        Named.of("1xx answers", HostileAnswers.endlessInterimAnswers()));
  }

  static Stream<Named<HostileAnswer>> endlessAfterTheStatus() {
    return Stream.of(
        Named.of("chunk extension", HostileAnswers.endlessChunkExtension()),
        Named.of("chunk extensions", HostileAnswers.longChunkExtensions()),
        Named.of("trailers", HostileAnswers.endlessTrailers()),
        Named.of("body", HostileAnswers.endlessBody()));
  }

  @ParameterizedTest
  @MethodSource("endlessBeforeTheStatusCounts")
  void anAnswerThatDoesNotComeToItsPointEndsItsOwnCall(HostileAnswer answer) {
    server.on("/hostile", answer).on("/fine", HostileAnswers.answer(200, "fine"));

    assertThat(client.get(url("/hostile")))
        .isInstanceOfSatisfying(
            NoAnswer.class, none -> assertThat(none.reason()).isEqualTo(Reason.BROKEN));
    assertThat(post("/hostile"))
        .isInstanceOfSatisfying(
            NoAnswer.class, none -> assertThat(none.reason()).isEqualTo(Reason.BROKEN));

    assertThat(client.get(url("/fine"))).isInstanceOf(Answer.class);
  }

  @ParameterizedTest
  @MethodSource("endlessAfterTheStatus")
  void aBodyThatDoesNotEndIsNoPhotoButAStatus(HostileAnswer answer) {
    server.on("/hostile", answer);

    assertThat(client.get(url("/hostile")))
        .isInstanceOfSatisfying(
            NoAnswer.class,
            none -> assertThat(none.reason()).isIn(Reason.BROKEN, Reason.TOO_LARGE));
    assertThat(post("/hostile"))
        .isInstanceOfSatisfying(
            Answer.class, answered -> assertThat(answered.status()).isEqualTo(200));
  }

  static Stream<Named<HostileAnswer>> bodiesThatDoNotComeWhole() {
    return Stream.of(
        Named.of("cut", HostileAnswers.cutBody(200)),
        Named.of("dripping", HostileAnswers.drippingBody(200)),
        Named.of("missing", HostileAnswers.missingBody(200)),
        Named.of("of unreadable length", HostileAnswers.unreadableLength(200)));
  }

  @ParameterizedTest
  @MethodSource("bodiesThatDoNotComeWhole")
  void theStatusOfAPostCountsWhateverBecomesOfTheBody(HostileAnswer answer) {
    server.on("/hook", answer);

    assertThat(post("/hook"))
        .isInstanceOfSatisfying(
            Answer.class, answered -> assertThat(answered.status()).isEqualTo(200));
  }

  @ParameterizedTest
  @MethodSource("bodiesThatDoNotComeWhole")
  void aPhotoThatDoesNotComeWholeIsNone(HostileAnswer answer) {
    server.on("/photo", answer);

    try (var hurried = client(SHORT, InetAddress::getAllByName)) {
      assertThat(hurried.get(url("/photo"))).isInstanceOf(NoAnswer.class);
    }
  }

  @Test
  void keepsTheBeginOfABodyThatWasCut() {
    server.on("/hook", HostileAnswers.cutBody(500));

    assertThat(((Answer) post("/hook")).body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("the begin");
  }

  @Test
  void aHeadThatDripsEndsAtTheLimitOfTheWhole() {
    server.on("/", HostileAnswers.drippingHead());

    try (var hurried = client(SHORT, InetAddress::getAllByName)) {
      assertThat(hurried.get(url("/")))
          .isEqualTo(new NoAnswer(Reason.TIMED_OUT, "no complete answer in time"));
    }
  }

  @Test
  void aBodyThatComesSteadilyMayTakeLongerThanTheLimit() {
    server.on(
        "/",
        conversation -> {
          conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n");
          for (int part = 0; part < 6; part++) {
            conversation.send("x".repeat(100));
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
          }
        });

    var limits = new Limits(LONG, SHORT, 500, LARGEST, 4);
    try (var patient = new GuardedHttpClient(loopback(), limits)) {
      assertThat(patient.get(url("/"))).isInstanceOf(Answer.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionThatWasClosedInSilenceIsReplacedWithoutTheCallerKnowing(boolean noticed) {
    var fine = HostileAnswers.answer(200, "fine");
    server.on(
        "/", noticed ? HostileAnswers.hangingUpAfter(fine) : HostileAnswers.onlyTheFirst(fine));

    for (int call = 0; call < 10; call++) {
      assertThat(client.get(url("/"))).isInstanceOf(Answer.class);
      assertThat(post("/")).isInstanceOf(Answer.class);
    }
  }

  @Test
  void callsJustWhatWasChecked() {
    server.on("/", HostileAnswers.answer(200, "fine"));
    HostResolver.Lookup everything = _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
    String path = "/\u65E5 \u00E9|x%2F?q=\u00FC&[]=1#part";
    try (var calling = client(LONG, everything)) {
      var _ = calling.get(parsed("http://My_Bucket.b\u00FCcher.example:" + server.port() + path));
    }

    var request = server.requests().getFirst();
    assertThat(request.target()).isEqualTo("/%E6%97%A5%20%C3%A9%7Cx%2F?q=%C3%BC&[]=1");
    assertThat(request.headers())
        .containsEntry("Host", "my_bucket.xn--bcher-kva.example:" + server.port());
  }

  @Test
  void aServerThatHangsUpOnEveryRequestIsAskedOnce() {
    server.on("/", HostileAnswers.hangUp());

    assertThat(post("/"))
        .isInstanceOfSatisfying(
            NoAnswer.class, none -> assertThat(none.reason()).isEqualTo(Reason.CONNECTION_FAILED));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aClientThatDiedOfAnErrorIsReplacedAndHealthTells() {
    server.on("/", HostileAnswers.answer(200, "fine"));
    var broken = new AtomicBoolean(true);
    IntFunction<AnswerMeter> meters =
        largest ->
            new AnswerMeter(largest) {
              @Override
              void received(int bytes) throws IOException {
                if (broken.get()) {
                  throw new StackOverflowError("an error of this test");
                }
                super.received(bytes);
              }
            };
    var limits = new Limits(LONG, LONG, 1_000_000, LARGEST, 4);
    try (var shaken =
        new GuardedHttpClient(loopback(), limits, InetAddress::getAllByName, meters)) {
      assertThat(shaken.get(url("/")))
          .isEqualTo(new NoAnswer(Reason.BROKEN, "the call ended with an error of this service"));
      assertThat(shaken.healthCheck().execute().isHealthy()).isFalse();

      broken.set(false);

      assertThat(shaken.get(url("/"))).isInstanceOf(Answer.class);
      assertThat(shaken.healthCheck().execute().isHealthy()).isTrue();
    }
  }

  @Test
  void nothingIsKeptAboutHostsThatWereAskedForOnce() {
    HostResolver.Lookup nobody =
        host -> {
          throw new UnknownHostException(host);
        };
    try (var asked = client(LONG, nobody)) {
      for (int host = 0; host < 5_000; host++) {
        var _ = asked.get(parsed("https://host-" + host + ".invalid/"));
      }

      assertThat(asked.hosts()).isLessThanOrEqualTo(GuardedHttpClient.MAX_CALLS_UNTIL_FORGOTTEN);
    }
  }

  @Test
  void aNameThatTakesLongToResolveEndsItsOwnCall() {
    var never = new CountDownLatch(1);
    HostResolver.Lookup slow =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    var limits = new Limits(SHORT, LONG, 1_000_000, LARGEST, 4);
    try (var waiting = new GuardedHttpClient(loopback(), limits, slow, AnswerMeter::new)) {
      assertThat(((NoAnswer) waiting.get(parsed("https://slow.invalid/"))).reason())
          .isEqualTo(Reason.NO_PUBLIC_ADDRESS);
    }
  }

  private HttpResult post(String path) {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    return client.post(url(path), Map.of(), "application/json", body);
  }

  private static GuardedHttpClient client(Duration total, HostResolver.Lookup lookup) {
    return new GuardedHttpClient(
        loopback(), new Limits(LONG, total, 1_000_000, LARGEST, 4), lookup, AnswerMeter::new);
  }

  private HttpUrl url(String target) {
    return parsed(server.url(target));
  }

  private static HttpUrl parsed(String url) {
    try {
      return HttpUrl.parse(url);
    } catch (UrlSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static AddressPolicy loopback() {
    return new AddressPolicy(List.of("127.0.0.0/8"));
  }
}
