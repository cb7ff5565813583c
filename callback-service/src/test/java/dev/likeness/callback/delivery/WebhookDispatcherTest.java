package dev.likeness.callback.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.callback.testing.InMemorySecretStates;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.RecordingAttemptLog;
import dev.likeness.callback.testing.RecordingReceiver;
import dev.likeness.callback.testing.RecordingReceiver.Reply;
import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.DeliveryPolicy;
import dev.likeness.callback.webhook.DeliveryQueue.Room;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.SecretRotation;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.callback.webhook.WebhookSecrets;
import dev.likeness.callback.webhook.WebhookSignatures;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDispatcherTest {
  private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  private static final WebhookSecrets SECRETS = new WebhookSecrets("test master secret");
  private static final int PLACES = 12;
  private static final int PLACES_PER_ENDPOINT = 4;

  private final ManualClock clock = new ManualClock(Jobs.BEGIN);
  private final WebhookSignatures signatures = new WebhookSignatures(clock);
  private final AccountSecrets accountSecrets =
      new AccountSecrets(
          SECRETS, new InMemorySecretStates(), new SecretRotation(Duration.ofHours(24)), clock);
  private final RecordingAttemptLog log = new RecordingAttemptLog();
  private final GuardedHttpClient client = client(List.of("127.0.0.0/8"));
  private final WebhookDispatcher dispatcher = dispatcher(client);

  @AfterEach
  void stop() {
    dispatcher.close();
    client.close();
  }

  @Test
  void deliversTheExactBytesSigned() {
    try (var receiver = RecordingReceiver.answering(204)) {
      assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isTrue();

      var attempt = onlyAttempt();
      assertThat(attempt.getOutcome()).isEqualTo(CallbackOutcome.DELIVERED);
      assertThat(attempt.getStatusCode()).isEqualTo(204);
      assertThat(attempt.getDetail()).isEmpty();
      assertThat(attempt.getNextAttemptAt()).isNull();
      assertThat(receiver.received())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.body()).isEqualTo(BODY);
                assertThat(request.headers()).containsEntry("Content-type", "application/json");
                assertThat(request.headers()).containsEntry("Webhook-id", "one");
                assertThat(
                        signatures.verify(
                            SECRETS.secretOf(Jobs.ACCOUNT, 1), request.headers(), request.body()))
                    .isEqualTo(WebhookSignatures.Verdict.GENUINE);
              });
    }
  }

  @Test
  void signsWithBothSecretsWhileARotationOverlaps() {
    accountSecrets.rotate(Jobs.ACCOUNT);
    try (var receiver = RecordingReceiver.answering(204)) {
      dispatcher.offer(delivery(receiver, "one", 1));
      await().until(() -> receiver.received().size() == 1);

      var request = receiver.received().getFirst();
      for (int version = 1; version <= 2; version++) {
        String secret = SECRETS.secretOf(Jobs.ACCOUNT, version);
        assertThat(signatures.verify(secret, request.headers(), request.body()))
            .isEqualTo(WebhookSignatures.Verdict.GENUINE);
      }
    }
  }

  @Test
  void anErrorIsRecordedWithTheBeginOfItsBodyAndTheNextAttempt() {
    var error = new Reply(500, Map.of(), "no\u0007t\nnow " + "x".repeat(1000));
    try (var receiver = new RecordingReceiver(0, number -> number == 1 ? error : Reply.of(200))) {
      dispatcher.offer(delivery(receiver, "one", 1));

      var attempt = onlyAttempt();
      assertThat(attempt.getOutcome()).isEqualTo(CallbackOutcome.RETRY);
      assertThat(attempt.getNextAttemptAt()).isEqualTo(Jobs.at(5));
      assertThat(attempt.getDetail()).startsWith("no t now xxx").hasSize(256);

      dispatcher.offer(delivery(receiver, "one", 2));
      await().until(() -> log.attempts().size() == 2);
      assertThat(log.attempts().getLast().getOutcome()).isEqualTo(CallbackOutcome.DELIVERED);
      assertThat(receiver.received().get(0).body()).isEqualTo(receiver.received().get(1).body());
    }
  }

  @Test
  void goneIsGivenUp() {
    try (var receiver = RecordingReceiver.answering(410)) {
      dispatcher.offer(delivery(receiver, "one", 1));

      assertThat(onlyAttempt().getOutcome()).isEqualTo(CallbackOutcome.GIVEN_UP);
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var target = RecordingReceiver.answering(200);
        var receiver =
            new RecordingReceiver(
                0, _ -> new Reply(307, Map.of("Location", target.url("/").toString()), ""))) {
      dispatcher.offer(delivery(receiver, "one", 1));

      assertThat(onlyAttempt().getOutcome()).isEqualTo(CallbackOutcome.RETRY);
      assertThat(target.received()).isEmpty();
    }
  }

  @Test
  void anEndpointThatNeverAnswersTimesOut() {
    try (var receiver = RecordingReceiver.silent()) {
      dispatcher.offer(delivery(receiver, "one", 1));

      var attempt = onlyAttempt();
      assertThat(attempt.getOutcome()).isEqualTo(CallbackOutcome.RETRY);
      assertThat(attempt.getStatusCode()).isNull();
      assertThat(attempt.getDetail()).contains("no complete answer in time");
    }
  }

  @Test
  void anEndpointThatIsDownIsTriedAgain() {
    RecordingReceiver closed = RecordingReceiver.answering(200);
    var delivery = delivery(closed, "one", 1);
    closed.close();
    dispatcher.offer(delivery);

    assertThat(onlyAttempt().getOutcome()).isEqualTo(CallbackOutcome.RETRY);
    assertThat(onlyAttempt().getDetail()).isNotEmpty();
  }

  @Test
  void anEndpointThatNeverAnswersCannotTakeAllPlaces() {
    try (var silent = RecordingReceiver.silent();
        var healthy = RecordingReceiver.answering(200)) {
      for (int i = 0; i < PLACES_PER_ENDPOINT; i++) {
        assertThat(dispatcher.offer(delivery(silent, "stuck-" + i, 1))).isTrue();
      }
      assertThat(dispatcher.offer(delivery(silent, "one too many", 1))).isFalse();
      assertThat(dispatcher.roomFor(delivery(silent, "any", 1).endpoint()))
          .isEqualTo(Room.ENDPOINT_BUSY);

      assertThat(dispatcher.offer(delivery(healthy, "healthy", 1))).isTrue();
      await()
          .until(
              () ->
                  log.attempts().stream()
                      .anyMatch(attempt -> attempt.getCallbackId().equals("healthy")));
    }
  }

  @Test
  void anAttemptIsNotMadeTwiceWhileItsRecordComesRound() {
    try (var receiver = RecordingReceiver.answering(200)) {
      assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isTrue();
      await().until(() -> log.attempts().size() == 1);

      assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isFalse();
    }
  }

  @Test
  void anAttemptWhoseRecordIsLostIsMadeAgainLater() {
    log.failNext(1);
    try (var receiver = RecordingReceiver.answering(200)) {
      assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isTrue();
      await()
          .until(
              () ->
                  dispatcher.roomFor(new Endpoint("any", "x")) == Room.AVAILABLE
                      && !receiver.received().isEmpty());
      await()
          .untilAsserted(
              () -> {
                clock.advance(Duration.ofSeconds(31));
                assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isTrue();
              });

      await().until(() -> log.attempts().size() == 1);
      assertThat(receiver.received()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a url",
        "mailto:someone@customer.example",
        "https:///hook",
        "hook",
        "https://127.0.0.1:6379/",
        "http://8.8.8.8/",
        "https://10.0.0.1/"
      })
  void whatMustNotBeCalledIsGivenUpAndSaysWhy(String url) {
    dispatcher.offer(new WebhookDelivery(Jobs.JOB, Jobs.ACCOUNT, "one", url, BODY, 1));

    assertThat(onlyAttempt().getOutcome()).isEqualTo(CallbackOutcome.GIVEN_UP);
    assertThat(onlyAttempt().getDetail()).startsWith("The callback URL ").endsWith(".");
  }

  @Test
  void takesNothingOnceItStops() {
    try (var receiver = RecordingReceiver.answering(200)) {
      dispatcher.close();

      assertThat(dispatcher.offer(delivery(receiver, "one", 1))).isFalse();
      assertThat(dispatcher.roomFor(delivery(receiver, "one", 1).endpoint())).isEqualTo(Room.FULL);
    }
  }

  private CallbackAttempt onlyAttempt() {
    await().until(() -> !log.attempts().isEmpty());
    assertThat(log.attempts()).hasSize(1);
    return log.attempts().getFirst();
  }

  private static WebhookDelivery delivery(RecordingReceiver receiver, String id, int number) {
    return new WebhookDelivery(
        Jobs.JOB, Jobs.ACCOUNT, id, receiver.url("/hook").toString(), BODY, number);
  }

  private static GuardedHttpClient client(List<String> allowed) {
    return new GuardedHttpClient(
        new AddressPolicy(allowed),
        new GuardedHttpClient.Limits(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 4096, 4096, PLACES));
  }

  private WebhookDispatcher dispatcher(GuardedHttpClient caller) {
    var policy =
        new DeliveryPolicy(
            new BackoffSchedule(List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)), 0),
            Duration.ofHours(1),
            () -> 0.5);
    return new WebhookDispatcher(
        new WebhookCall(
            caller,
            new CustomerUrls(new AddressPolicy(List.of("127.0.0.0/8"))),
            accountSecrets,
            signatures,
            policy,
            clock),
        log,
        clock,
        new DeliveryMetrics() {},
        new WebhookDispatcher.Limits(PLACES, PLACES, PLACES_PER_ENDPOINT));
  }
}
