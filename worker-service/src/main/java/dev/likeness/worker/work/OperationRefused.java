package dev.likeness.worker.work;

import dev.likeness.contract.FailureCode;

/**
 * An operation cannot give a result for this request; the message is one sentence for the customer.
 */
public final class OperationRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  public OperationRefused(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  public OperationRefused(FailureCode code, String detail, Throwable cause) {
    super(detail, cause);
    this.code = code;
  }

  public FailureCode code() {
    return code;
  }

  /** What is wrong and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
