package dev.likeness.callback.credit;

import dev.likeness.callback.state.AccountUsage;

/** What is known of an account's credit and use. An account without any entry has none of both. */
public sealed interface UsageLookup {
  record Found(AccountUsage usage) implements UsageLookup {}

  /** Cannot be said now: the store starts or moves. */
  record NotReady() implements UsageLookup {}

  /**
   * Another instance knows.
   *
   * @param peer {@code host:port} of its HTTP server
   */
  record Elsewhere(String peer) implements UsageLookup {}
}
