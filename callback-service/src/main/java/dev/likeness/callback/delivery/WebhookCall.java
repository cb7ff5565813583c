package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.DeliveryPolicy;
import dev.likeness.callback.webhook.EndpointAnswer;
import dev.likeness.callback.webhook.NextStep;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.callback.webhook.WebhookSignatures;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.net.HttpResult;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt: signs, posts, and says what came of it. Thread safe; blocks as long as the client's
 * limits allow.
 */
public final class WebhookCall {
  private static final int LONGEST_DETAIL = 256;

  private final GuardedHttpClient client;
  private final AccountSecrets secrets;
  private final WebhookSignatures signatures;
  private final DeliveryPolicy policy;
  private final InstantSource clock;

  public WebhookCall(
      GuardedHttpClient client,
      AccountSecrets secrets,
      WebhookSignatures signatures,
      DeliveryPolicy policy,
      InstantSource clock) {
    this.client = client;
    this.secrets = secrets;
    this.signatures = signatures;
    this.policy = policy;
    this.clock = clock;
  }

  CallbackAttempt make(WebhookDelivery delivery) {
    Instant begin = clock.instant();
    HttpResult result = post(delivery);
    Instant end = clock.instant();
    var attempt =
        CallbackAttempt.newBuilder()
            .setJobId(delivery.jobId())
            .setAccount(delivery.account())
            .setCallbackId(delivery.callbackId())
            .setAttemptNumber(delivery.attemptNumber())
            .setAt(begin)
            .setDurationMs(Duration.between(begin, end).toMillis());
    EndpointAnswer answer =
        switch (result) {
          case HttpResult.Answer got -> {
            attempt.setStatusCode(got.status()).setDetail(beginOf(got.body()));
            yield new EndpointAnswer(OptionalInt.of(got.status()), got.header("retry-after"));
          }
          case HttpResult.NoAnswer none -> {
            attempt.setDetail(printable(none.detail()));
            yield EndpointAnswer.none();
          }
        };
    return switch (policy.after(delivery.attemptNumber(), answer, end)) {
      case NextStep.Delivered _ ->
          attempt.setOutcome(CallbackOutcome.DELIVERED).setDetail("").build();
      case NextStep.GivenUp _ -> attempt.setOutcome(CallbackOutcome.GIVEN_UP).build();
      case NextStep.RetryAt(Instant at) ->
          attempt.setOutcome(CallbackOutcome.RETRY).setNextAttemptAt(at).build();
    };
  }

  private HttpResult post(WebhookDelivery delivery) {
    var headers =
        signatures.sign(
            secrets.signing(delivery.account()), delivery.callbackId(), delivery.body());
    return urlOf(delivery)
        .map(url -> client.post(url, headers, "application/json", delivery.body()))
        .orElseGet(
            () ->
                new HttpResult.NoAnswer(
                    HttpResult.Reason.UNKNOWN_HOST, "the callback URL is no URL of a host"));
  }

  /** The edge checks URLs before it takes them; a foreign producer may not. */
  private static Optional<URI> urlOf(WebhookDelivery delivery) {
    try {
      URI url = new URI(delivery.url());
      return Optional.of(url).filter(it -> it.getScheme() != null && it.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String beginOf(byte[] body) {
    int length = Math.min(body.length, LONGEST_DETAIL * 4); // four bytes at most for a character
    return printable(new String(body, 0, length, StandardCharsets.UTF_8));
  }

  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() <= LONGEST_DETAIL ? clean : clean.substring(0, LONGEST_DETAIL);
  }
}
