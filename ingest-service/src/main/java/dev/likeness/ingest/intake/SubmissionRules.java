package dev.likeness.ingest.intake;

import static dev.likeness.kit.error.Violation.ofField;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.ResponseMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a submission must be like before anything is fetched or stored for it. Fields that are wrong
 * by themselves are reported together (422); fields that do not go together are 400.
 */
final class SubmissionRules {
  private static final int LONGEST_PROMPT = 8_000;
  private static final int MOST_PROFILES = 10;
  private static final int MOST_OUTPUTS = 4;
  private static final Pattern CLIENT_REQUEST_ID = Pattern.compile("[\\x20-\\x7e]{1,128}");

  private final PriceList prices;
  private final UrlPolicy urls;

  SubmissionRules(PriceList prices, UrlPolicy urls) {
    this.prices = prices;
    this.urls = urls;
  }

  /** Why {@code submission} is refused; empty if these rules have nothing against it. */
  Optional<Refusal> objectionTo(Submission submission) {
    if (!prices.offers(submission.work().operation())) {
      return refusal(
          FailureCode.OPERATION_UNAVAILABLE,
          "The operation " + submission.work().operation() + " is not offered here.");
    }
    List<Violation> violations = violations(submission);
    return violations.isEmpty()
        ? objectionToTheWhole(submission)
        : Optional.of(Refusal.ofViolations(violations));
  }

  private static List<Violation> violations(Submission submission) {
    Work work = submission.work();
    var violations = new ArrayList<Violation>();
    if (work.images().size() != 1) {
      violations.add(ofField("image", "exactly one image is needed", "missing"));
    }
    if (work.prompt().codePointCount(0, work.prompt().length()) > LONGEST_PROMPT) {
      violations.add(
          ofField(
              "prompt", "must have at most " + LONGEST_PROMPT + " characters", "string_too_long"));
    }
    for (int i = 0; i < work.listedProfiles().size(); i++) {
      if (!Work.PROFILE_ID.matcher(work.listedProfiles().get(i)).matches()) {
        violations.add(
            new Violation(
                List.of("body", "profile_ids", i),
                "must have 1 to 64 letters, digits, hyphens or underscores",
                "string_pattern_mismatch"));
      }
    }
    if (work.profileIds().size() > MOST_PROFILES) {
      violations.add(
          ofField(
              "profile_ids",
              "at most " + MOST_PROFILES + " profiles, inline and listed together",
              "too_long"));
    }
    if (work.outputCount() < 1 || work.outputCount() > MOST_OUTPUTS) {
      violations.add(
          ofField("num_output_images", "must be between 1 and " + MOST_OUTPUTS, "out_of_range"));
    }
    String clientRequestId = submission.clientRequestId();
    if (clientRequestId != null && !CLIENT_REQUEST_ID.matcher(clientRequestId).matches()) {
      violations.add(
          ofField(
              "client_request_id",
              "must have 1 to 128 printable ASCII characters",
              "string_pattern_mismatch"));
    }
    return violations;
  }

  private Optional<Refusal> objectionToTheWhole(Submission submission) {
    if (submission.async() && submission.work().responseMode() != ResponseMode.URLS) {
      return refusal(
          FailureCode.INVALID_REQUEST,
          "async needs response_mode \"urls\"; \"bytes\" is only sync.");
    }
    String callbackUrl = submission.callbackUrl();
    if (callbackUrl == null) {
      return Optional.empty();
    }
    return submission.async()
        ? urls.objectionTo("callback_url", callbackUrl)
        : refusal(FailureCode.INVALID_REQUEST, "callback_url is only valid with async: true.");
  }

  private static Optional<Refusal> refusal(FailureCode code, String detail) {
    return Optional.of(Refusal.of(code, detail));
  }
}
