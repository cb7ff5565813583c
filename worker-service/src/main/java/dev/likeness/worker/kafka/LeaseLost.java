package dev.likeness.worker.kafka;

/** A lease is not, or no longer surely, ours: whatever was done under it must not be reported. */
final class LeaseLost extends Exception {
  private static final long serialVersionUID = 1;

  LeaseLost(String message) {
    super(message);
  }

  LeaseLost(String message, Throwable cause) {
    super(message, cause);
  }
}
