package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.webhook.WebhookSignatures.Verdict;
import dev.likeness.kit.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The expected values were computed with OpenSSL:
 *
 * <pre>
 * K=$(printf 'webhook-secret/v1/acme' | openssl dgst -sha256 -hmac 'test master secret' -binary | base64)
 * echo whsec_$K
 * printf '{"job_id":"0123","note":"h\xc3\xa9llo"}' | openssl dgst -sha256 -hmac "whsec_$K"
 * HEX=$(printf %s "$K" | base64 -d | od -An -tx1 | tr -d ' \n')
 * printf 'msg-1.1763632800.{"job_id":"0123","note":"h\xc3\xa9llo"}' \
 *   | openssl dgst -sha256 -mac HMAC -macopt hexkey:$HEX -binary | base64
 * </pre>
 */
class WebhookSignaturesTest {
  private static final String SECRET = "whsec_ywXfq0oJROY1h57uNXrjxno9gl6xS7OEMUhwe+TaDIc=";
  private static final byte[] BODY =
      "{\"job_id\":\"0123\",\"note\":\"héllo\"}".getBytes(StandardCharsets.UTF_8);

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1763632800));
  private final WebhookSignatures signatures = new WebhookSignatures(clock);

  @Test
  void derivesTheSecretOfAnAccount() {
    var secrets = new WebhookSecrets("test master secret");

    assertThat(secrets.secretOf("acme", 1)).isEqualTo(SECRET);
    assertThat(secrets.secretOf("acme2", 1)).isNotEqualTo(SECRET);
    assertThat(secrets.secretOf("acme", 2)).isNotEqualTo(SECRET);
  }

  @Test
  void signsInBothWays() {
    assertThat(signatures.sign(List.of(SECRET), "msg-1", BODY))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "X-Phota-Signature",
                "sha256=29880034d53156514088b19b02e68926099a074f0ed5172944d23b45cb46ef8c",
                "webhook-id",
                "msg-1",
                "webhook-timestamp",
                "1763632800",
                "webhook-signature",
                "v1,tO+5MFqjgAACCqs9gaPCqZx1rH/bd9kdXp5pdvvqMvY="));
  }

  @Test
  void acceptsWhatItSignedWhateverTheCaseOfTheHeaders() {
    var headers = new HashMap<String, String>();
    signatures
        .sign(List.of(SECRET), "msg-1", BODY)
        .forEach((name, value) -> headers.put(name.toUpperCase(Locale.ROOT), value));

    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.GENUINE);
  }

  @Test
  void signsWithEachSecretDuringARotationAndOneIsEnough() {
    String next = new WebhookSecrets("test master secret").secretOf("acme", 2);
    var headers = signatures.sign(List.of(next, SECRET), "msg-1", BODY);

    assertThat(headers.get("X-Phota-Signature"))
        .matches("sha256=[0-9a-f]{64},sha256=29880034[0-9a-f]{56}");
    assertThat(headers.get("webhook-signature"))
        .matches("v1,[A-Za-z0-9+/=]{44} v1,tO\\+5MFqj[A-Za-z0-9+/=]{36}");
    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.GENUINE);
    assertThat(signatures.verify(next, headers, BODY)).isEqualTo(Verdict.GENUINE);
    assertThat(signatures.verify("whsec_AAAA", headers, BODY)).isEqualTo(Verdict.FORGED);
  }

  @Test
  void refusesAChangedBodyIdTimestampOrSecret() {
    var headers = signatures.sign(List.of(SECRET), "msg-1", BODY);
    var otherId = new HashMap<>(headers);
    otherId.put("webhook-id", "msg-2");
    var otherTime = new HashMap<>(headers);
    otherTime.put("webhook-timestamp", "1763632801");
    byte[] otherBody = BODY.clone();
    otherBody[3] ^= 1;

    assertThat(signatures.verify(SECRET, headers, otherBody)).isEqualTo(Verdict.FORGED);
    assertThat(signatures.verify(SECRET, otherId, BODY)).isEqualTo(Verdict.FORGED);
    assertThat(signatures.verify(SECRET, otherTime, BODY)).isEqualTo(Verdict.FORGED);
    assertThat(signatures.verify("whsec_AAAA", headers, BODY)).isEqualTo(Verdict.FORGED);
  }

  @Test
  void refusesAWrongPhotaSignatureBesideARightStandardOne() {
    var headers = new HashMap<>(signatures.sign(List.of(SECRET), "msg-1", BODY));
    headers.put("X-Phota-Signature", "sha256=" + "0".repeat(64));

    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.FORGED);
  }

  @Test
  void refusesAMessageSignedTooLongAgoOrInTheFuture() {
    var headers = signatures.sign(List.of(SECRET), "msg-1", BODY);

    clock.advance(Duration.ofMinutes(5));
    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.GENUINE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.OUT_OF_TIME);
    clock.advance(Duration.ofMinutes(-11));
    assertThat(signatures.verify(SECRET, headers, BODY)).isEqualTo(Verdict.OUT_OF_TIME);
  }

  @Test
  void refusesWhatLacksAHeader() {
    for (String missing : new String[] {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
      var headers = new HashMap<>(signatures.sign(List.of(SECRET), "msg-1", BODY));
      headers.remove(missing);

      assertThat(signatures.verify(SECRET, headers, BODY))
          .as(missing)
          .isEqualTo(Verdict.INCOMPLETE);
    }
    var unreadable = new HashMap<>(signatures.sign(List.of(SECRET), "msg-1", BODY));
    unreadable.put("webhook-timestamp", "now");
    assertThat(signatures.verify(SECRET, unreadable, BODY)).isEqualTo(Verdict.INCOMPLETE);
  }
}
