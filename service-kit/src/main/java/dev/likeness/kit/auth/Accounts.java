package dev.likeness.kit.auth;

import java.util.Optional;

/** Who may call. Thread safe. */
public interface Accounts {
  /** The account to which an API key belongs. */
  Optional<Account> byApiKey(String apiKey);

  Optional<Account> byId(String accountId);
}
