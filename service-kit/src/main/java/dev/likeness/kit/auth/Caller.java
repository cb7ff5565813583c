package dev.likeness.kit.auth;

import java.security.Principal;

/**
 * Who makes a call: an account, by one of its API keys.
 *
 * @param keyId names the key and says nothing about it
 */
public record Caller(Account account, String keyId) implements Principal {
  @Override
  public String getName() {
    return account.id();
  }
}
