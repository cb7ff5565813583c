package dev.likeness.kit.auth;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;

/**
 * Who is let in, asked on every road: by calls, which come with an API key, and by records of
 * topics, which name an account. Thread safe.
 */
public final class AccountGate {
  private final Accounts accounts;

  public AccountGate(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * Who calls with {@code apiKey}.
   *
   * @throws RefusalException {@link FailureCode#UNAUTHORIZED} if nobody has the key, {@link
   *     FailureCode#FORBIDDEN} if the account is suspended, {@link FailureCode#UNAVAILABLE} if that
   *     is not known yet
   */
  public Caller callerWith(String apiKey) {
    Caller caller =
        accounts
            .byApiKey(apiKey)
            .orElseThrow(
                () ->
                    new RefusalException(
                        FailureCode.UNAUTHORIZED, "Invalid API key in the X-API-Key header."));
    requireActive(caller.account());
    return caller;
  }

  /**
   * Returns if the account may ask for work.
   *
   * @throws RefusalException {@link FailureCode#UNAUTHORIZED} if there is no such account, {@link
   *     FailureCode#FORBIDDEN} if it is suspended, {@link FailureCode#UNAVAILABLE} if that is not
   *     known yet
   */
  public void admit(String accountId) {
    requireActive(
        accounts
            .byId(accountId)
            .orElseThrow(
                () ->
                    new RefusalException(
                        FailureCode.UNAUTHORIZED,
                        "There is no account '"
                            + accountId
                            + "'; ask the operator of this service to open it.")));
  }

  private static void requireActive(Account account) {
    if (account.suspended()) {
      throw new RefusalException(
          FailureCode.FORBIDDEN, "This account is suspended; ask the operator of this service.");
    }
  }
}
