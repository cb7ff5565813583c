package dev.likeness.kit.error;

import dev.likeness.contract.FailureCode;
import java.util.Optional;

/** Carries a {@link Refusal} to the edge that answers; thrown where no value can be returned. */
public final class RefusalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;
  private final transient Optional<String> jobId;

  public RefusalException(Refusal refusal) {
    this(refusal, Optional.empty());
  }

  public RefusalException(FailureCode code, String detail) {
    this(Refusal.of(code, detail));
  }

  private RefusalException(Refusal refusal, Optional<String> jobId) {
    super(
        refusal.code() + ": " + refusal.detail(),
        null,
        false,
        false); // no stack trace: an expected outcome
    this.refusal = refusal;
    this.jobId = jobId;
  }

  /** A refusal that concerns a job which exists. */
  public static RefusalException aboutJob(String jobId, FailureCode code, String detail) {
    return new RefusalException(Refusal.of(code, detail), Optional.of(jobId));
  }

  public Refusal refusal() {
    return refusal;
  }

  public Optional<String> jobId() {
    return jobId;
  }
}
