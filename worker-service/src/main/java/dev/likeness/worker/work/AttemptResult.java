package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.Outcome;

/** How an attempt ended on this worker. */
public sealed interface AttemptResult {

  /** The outputs are stored. */
  record Delivered(Outcome outcome) implements AttemptResult {}

  /**
   * It did not deliver; the scheduler decides what follows.
   *
   * @param detail one sentence for the customer
   */
  record Failed(FailureCode code, String detail) implements AttemptResult {}

  /** Stopped before its end (lease lost, worker stopping): nothing is reported. */
  record Abandoned() implements AttemptResult {}
}
