package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.WebhookSecretState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An account's webhook secrets: which are in force, and the change to a new one. Thread safe. */
public final class AccountSecrets {
  private final WebhookSecrets secrets;
  private final SecretStates states;
  private final SecretRotation rotation;
  private final InstantSource clock;

  public AccountSecrets(
      WebhookSecrets secrets, SecretStates states, SecretRotation rotation, InstantSource clock) {
    this.secrets = secrets;
    this.states = states;
    this.rotation = rotation;
    this.clock = clock;
  }

  public SecretsInForce inForce(String account) {
    return inForce(account, states.find(account));
  }

  /** All with which a webhook is signed now. */
  public List<String> signing(String account) {
    return inForce(account).all();
  }

  /**
   * @throws WebhookException if the change is not known to have been made
   * @throws TooManyRotationsException if there were too many changes
   */
  public SecretsInForce rotate(String account) {
    var changed = states.change(account, known -> rotation.next(account, known, clock.instant()));
    return inForce(account, Optional.of(changed));
  }

  private SecretsInForce inForce(String account, Optional<WebhookSecretState> state) {
    Instant now = clock.instant();
    int version = state.map(WebhookSecretState::getVersion).orElse(WebhookSecrets.FIRST_VERSION);
    return new SecretsInForce(
        secrets.secretOf(account, version),
        state.map(WebhookSecretState::getCreatedAt),
        SecretRotation.retired(state).stream()
            .filter(secret -> SecretRotation.isValid(secret, now))
            .map(
                secret ->
                    new SecretsInForce.Retired(
                        secrets.secretOf(account, secret.getVersion()), secret.getValidUntil()))
            .toList());
  }
}
