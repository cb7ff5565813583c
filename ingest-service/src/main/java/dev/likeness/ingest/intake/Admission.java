package dev.likeness.ingest.intake;

import dev.likeness.contract.JobId;
import dev.likeness.kit.error.Refusal;
import java.time.Instant;

/** What became of a submission. */
public sealed interface Admission {

  /**
   * There is a job, and that is durable.
   *
   * @param createdAt when its first submission was accepted
   */
  record Accepted(JobId jobId, Instant createdAt) implements Admission {}

  /** There is no job, and nothing was stored for it. */
  record Refused(Refusal refusal) implements Admission {}
}
