package dev.likeness.worker.model;

/** A run ended early because its {@link Cancellation} was requested; there is no result. */
public final class RunCancelled extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunCancelled() {
    super("the run was cancelled");
  }
}
