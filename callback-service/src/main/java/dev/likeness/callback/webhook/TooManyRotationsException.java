package dev.likeness.callback.webhook;

import java.time.Instant;

/** An account's secret was changed so often that another change would end one before its time. */
public final class TooManyRotationsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Instant possibleFrom;

  TooManyRotationsException(Instant possibleFrom) {
    super("the secret can be changed again from " + possibleFrom, null, false, false);
    this.possibleFrom = possibleFrom;
  }

  public Instant possibleFrom() {
    return possibleFrom;
  }
}
