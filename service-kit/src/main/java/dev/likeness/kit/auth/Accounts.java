package dev.likeness.kit.auth;

import java.util.Optional;

/** Who may call. Thread safe. */
public interface Accounts {
  /** Who calls with {@code apiKey}; empty if nobody has that key, or not any more. */
  Optional<Caller> byApiKey(String apiKey);

  /** The account with that id, also if it was opened just now; empty if there is none. */
  Optional<Account> byId(String accountId);
}
