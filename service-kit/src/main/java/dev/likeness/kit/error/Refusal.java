package dev.likeness.kit.error;

import dev.likeness.contract.FailureCode;
import java.util.List;

/**
 * Why a request is not accepted: an expected outcome, not a bug, so a value.
 *
 * @param code decides the HTTP status
 * @param detail a sentence that says what is wrong and what to do
 * @param violations the fields concerned; only with {@link FailureCode#VALIDATION_FAILED}
 */
public record Refusal(FailureCode code, String detail, List<Violation> violations) {
  public Refusal {
    violations = List.copyOf(violations);
  }

  public static Refusal of(FailureCode code, String detail) {
    return new Refusal(code, detail, List.of());
  }

  public static Refusal ofViolations(List<Violation> violations) {
    return new Refusal(FailureCode.VALIDATION_FAILED, "The request is not valid.", violations);
  }
}
