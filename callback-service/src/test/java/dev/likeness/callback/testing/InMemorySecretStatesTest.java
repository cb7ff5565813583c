package dev.likeness.callback.testing;

import dev.likeness.callback.webhook.SecretStates;

class InMemorySecretStatesTest implements SecretStatesContract {
  private final InMemorySecretStates states = new InMemorySecretStates();

  @Override
  public SecretStates states() {
    return states;
  }

  @Override
  public SecretStates others() {
    return states;
  }
}
