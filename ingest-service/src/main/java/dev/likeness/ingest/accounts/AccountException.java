package dev.likeness.ingest.accounts;

/** An administrator's wish that cannot be fulfilled; the message is a sentence for them. */
public final class AccountException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AccountException(String message) {
    super(message);
  }
}
