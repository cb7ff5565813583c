package dev.likeness.callback.testing;

import dev.likeness.callback.webhook.SecretStates;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.schema.v1.WebhookSecretState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Secret states of this JVM. Thread safe. */
public final class InMemorySecretStates implements SecretStates {
  private final Map<String, WebhookSecretState> states = new ConcurrentHashMap<>();
  private volatile boolean broken;

  /** From now on changes fail. */
  public void breakDown() {
    broken = true;
  }

  public void mend() {
    broken = false;
  }

  @Override
  public Optional<WebhookSecretState> find(String account) {
    return Optional.ofNullable(states.get(account));
  }

  @Override
  public WebhookSecretState change(
      String account, Function<Optional<WebhookSecretState>, WebhookSecretState> change) {
    if (broken) {
      throw new WebhookException("broken for a test", new IllegalStateException());
    }
    return states.compute(account, (_, known) -> change.apply(Optional.ofNullable(known)));
  }
}
