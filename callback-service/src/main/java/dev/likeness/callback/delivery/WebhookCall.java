package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.DeliveryPolicy;
import dev.likeness.callback.webhook.EndpointAnswer;
import dev.likeness.callback.webhook.NextStep;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.callback.webhook.WebhookSignatures;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.net.HttpResult;
import dev.likeness.kit.url.HttpUrl;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/**
 * One attempt: signs, posts, and says what came of it. Thread safe; blocks as long as the client's
 * limits allow.
 */
public final class WebhookCall {
  private static final int LONGEST_DETAIL = 256;

  private final GuardedHttpClient client;
  private final CustomerUrls urls;
  private final AccountSecrets secrets;
  private final WebhookSignatures signatures;
  private final DeliveryPolicy policy;
  private final InstantSource clock;

  public WebhookCall(
      GuardedHttpClient client,
      CustomerUrls urls,
      AccountSecrets secrets,
      WebhookSignatures signatures,
      DeliveryPolicy policy,
      InstantSource clock) {
    this.client = client;
    this.urls = urls;
    this.secrets = secrets;
    this.signatures = signatures;
    this.policy = policy;
    this.clock = clock;
  }

  /** The edge checks URLs before it takes them; a foreign producer may not. */
  CallbackAttempt make(WebhookDelivery delivery) {
    return switch (urls.check(delivery.url())) {
      case CustomerUrls.Checked.Accepted(var url) -> make(delivery, url);
      case CustomerUrls.Checked.Refused(var objection) ->
          attempt(delivery, clock.instant())
              .setDurationMs(0)
              .setDetail("The callback URL " + objection.predicate() + ".")
              .setOutcome(CallbackOutcome.GIVEN_UP)
              .build();
    };
  }

  private CallbackAttempt make(WebhookDelivery delivery, HttpUrl url) {
    Instant begin = clock.instant();
    var headers =
        signatures.sign(
            secrets.signing(delivery.account()), delivery.callbackId(), delivery.body());
    HttpResult result = client.post(url, headers, "application/json", delivery.body());
    Instant end = clock.instant();
    var attempt = attempt(delivery, begin).setDurationMs(Duration.between(begin, end).toMillis());
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
    return decided(attempt, policy.after(delivery.attemptNumber(), answer, end));
  }

  /** The record of an attempt that did not come to a call. */
  CallbackAttempt failed(WebhookDelivery delivery) {
    Instant now = clock.instant();
    return decided(
        attempt(delivery, now).setDurationMs(0).setDetail("The attempt failed in this service."),
        policy.after(delivery.attemptNumber(), EndpointAnswer.none(), now));
  }

  private static CallbackAttempt decided(CallbackAttempt.Builder attempt, NextStep next) {
    return switch (next) {
      case NextStep.Delivered _ ->
          attempt.setOutcome(CallbackOutcome.DELIVERED).setDetail("").build();
      case NextStep.GivenUp _ -> attempt.setOutcome(CallbackOutcome.GIVEN_UP).build();
      case NextStep.RetryAt(Instant at) ->
          attempt.setOutcome(CallbackOutcome.RETRY).setNextAttemptAt(at).build();
    };
  }

  private static CallbackAttempt.Builder attempt(WebhookDelivery delivery, Instant at) {
    return CallbackAttempt.newBuilder()
        .setJobId(delivery.jobId())
        .setAccount(delivery.account())
        .setCallbackId(delivery.callbackId())
        .setAttemptNumber(delivery.attemptNumber())
        .setAt(at);
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
