package dev.likeness.callback.webhook;

import dev.likeness.schema.v1.CallbackAttempt;

/** Where the outcome of each attempt is written. Thread safe. */
public interface AttemptLog {
  /**
   * Returns when the record is durable.
   *
   * @throws WebhookException if it could not be written; the attempt will be made again
   */
  void record(CallbackAttempt attempt);
}
