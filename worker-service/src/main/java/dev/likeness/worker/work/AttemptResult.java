package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.Outcome;

/** How an attempt ended on this worker. */
public sealed interface AttemptResult {

  /** The outputs are stored. */
  record Delivered(Outcome outcome) implements AttemptResult {}

  /** It did not deliver; the scheduler decides what follows. */
  record Failed(FailureCode code, String detail) implements AttemptResult {}

  /** The worker stopped working on it (lease lost, shutting down): nothing is reported. */
  record Abandoned() implements AttemptResult {}
}
