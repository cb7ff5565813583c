package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.WebhookSecretState;
import java.util.Optional;
import java.util.function.Function;

/** Which secret of each account is in force, for all instances. Thread safe. */
public interface SecretStates {
  /** What this instance knows: empty for an account that never rotated. */
  Optional<WebhookSecretState> find(String account);

  /**
   * Changes an account's state. Changes of one account come one after the other, wherever they are
   * made: each is given what the one before it left. {@link #find} on this instance shows it from
   * then on, on others soon.
   *
   * @param change may be asked more than once
   * @return the state that was stored
   * @throws WebhookException if that cannot be done, or is not known to have been done
   */
  WebhookSecretState change(
      String account, Function<Optional<WebhookSecretState>, WebhookSecretState> change);
}
