package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.RetiredSecret;
import dev.likeness.schema.v1.WebhookSecretState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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
  /** Each makes the headers of every webhook longer. */
  static final int MOST_RETIRED = 8;

  /**
   * @throws TooManyRotationsException if {@value #MOST_RETIRED} secrets are in force beside the
   *     current one, each for as long as was promised
   */
  public WebhookSecretState next(String account, Optional<WebhookSecretState> known, Instant now) {
    int version = known.map(WebhookSecretState::getVersion).orElse(WebhookSecrets.FIRST_VERSION);
    List<RetiredSecret> inForce =
        retired(known).stream().filter(secret -> isValid(secret, now)).toList();
    if (inForce.size() >= MOST_RETIRED) {
      throw new TooManyRotationsException(
          inForce.stream()
              .map(RetiredSecret::getValidUntil)
              .min(Comparator.naturalOrder())
              .orElse(now));
    }
    var retired =
        Stream.concat(Stream.of(new RetiredSecret(version, now.plus(overlap))), inForce.stream())
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
