package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.RetiredSecret;
import dev.likeness.schema.v1.WebhookSecretState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rule of a change of secret: the new version is one more, and every secret that was in force
 * stays so for its time. Two rotations one upon the other therefore cost no receiver its overlap.
 *
 * @param overlap how long a secret signs beside those that follow it
 */
public record SecretRotation(Duration overlap) {
  /** Each makes the headers of every webhook longer; of more than these the oldest end early. */
  static final int MOST_RETIRED = 8;

  public WebhookSecretState next(String account, Optional<WebhookSecretState> known, Instant now) {
    int version = known.map(WebhookSecretState::getVersion).orElse(WebhookSecrets.FIRST_VERSION);
    var retired =
        Stream.concat(
                Stream.of(new RetiredSecret(version, now.plus(overlap))),
                retired(known).stream().filter(secret -> isValid(secret, now)))
            .limit(MOST_RETIRED)
            .toList();
    return new WebhookSecretState(account, version + 1, now, retired);
  }

  static List<RetiredSecret> retired(Optional<WebhookSecretState> known) {
    return known.map(WebhookSecretState::getRetired).orElse(List.of());
  }

  static boolean isValid(RetiredSecret secret, Instant now) {
    return now.isBefore(secret.getValidUntil());
  }
}
