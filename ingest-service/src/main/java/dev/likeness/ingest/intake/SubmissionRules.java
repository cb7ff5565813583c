package dev.likeness.ingest.intake;

import static dev.likeness.kit.error.Violation.ofField;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ResponseMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a submission must be like before anything is stored for it. Fields that are wrong by
 * themselves are reported together (422); fields that do not go together are 400.
 */
final class SubmissionRules {
  private static final int LONGEST_PROMPT = 8_000;
  private static final int LONGEST_TAG = 128;
  private static final int MOST_PROFILES = 10;
  private static final int MOST_OUTPUTS = 4;
  private static final Pattern CLIENT_REQUEST_ID = Pattern.compile("[\\x20-\\x7e]{1,128}");

  private final ParameterRules parameters;
  private final PhotoRules photos;
  private final PromptPolicy prompts;
  private final UrlPolicy callbackUrls;

  SubmissionRules(
      ParameterRules parameters, PhotoRules photos, PromptPolicy prompts, UrlPolicy callbackUrls) {
    this.parameters = parameters;
    this.photos = photos;
    this.prompts = prompts;
    this.callbackUrls = callbackUrls;
  }

  /**
   * Why {@code submission} is refused; empty if these rules have nothing against it.
   *
   * @param submission with complete parameters
   */
  Optional<Refusal> objectionTo(Submission submission) {
    Work work = submission.work();
    Optional<Refusal> misplaced = objectionToFields(work);
    if (misplaced.isPresent()) {
      return misplaced;
    }
    List<Violation> violations = violations(submission);
    if (!violations.isEmpty()) {
      return Optional.of(Refusal.ofViolations(violations));
    }
    return objectionToAnswers(submission)
        .or(() -> parameters.objectionTo(work))
        .or(() -> photos.objectionTo(submission))
        .or(() -> prompts.objectionTo(work.prompt()).map(SubmissionRules::moderated));
  }

  /** Fields of other operations, which HTTP callers meet earlier. */
  private static Optional<Refusal> objectionToFields(Work work) {
    return ParameterRules.objectionToNames(work)
        .or(
            () ->
                switch (work.operation()) {
                  case GENERATE -> forbidden(work, !work.listedProfiles().isEmpty(), "profile_ids");
                  case TRAIN ->
                      forbidden(work, !work.prompt().isEmpty(), "prompt")
                          .or(
                              () ->
                                  forbidden(work, !work.listedProfiles().isEmpty(), "profile_ids"));
                  case ENHANCE, EDIT, REMIX -> Optional.empty();
                });
  }

  private static Optional<Refusal> forbidden(Work work, boolean there, String field) {
    return there
        ? refusal(FailureCode.INVALID_REQUEST, work.operation() + " does not take " + field + ".")
        : Optional.empty();
  }

  private List<Violation> violations(Submission submission) {
    Work work = submission.work();
    var violations = new ArrayList<Violation>();
    photos.violation(submission).ifPresent(violations::add);
    violation(work).ifPresent(violations::add);
    addProfiles(work, violations);
    if (work.outputCount() < 1 || work.outputCount() > MOST_OUTPUTS) {
      violations.add(
          ofField("num_output_images", "must be between 1 and " + MOST_OUTPUTS, "out_of_range"));
    }
    violations.addAll(parameters.violations(work));
    String clientRequestId = submission.clientRequestId();
    if (clientRequestId != null && !CLIENT_REQUEST_ID.matcher(clientRequestId).matches()) {
      violations.add(
          ofField(
              "client_request_id",
              "must have 1 to 128 printable ASCII characters",
              "string_pattern_mismatch"));
    }
    String tag = submission.tag();
    if (tag != null && !isTag(tag)) {
      violations.add(
          ofField(
              "tag",
              "must have 1 to " + LONGEST_TAG + " characters, without control characters",
              "string_pattern_mismatch"));
    }
    return violations;
  }

  private static Optional<Violation> violation(Work work) {
    String prompt = work.prompt();
    if (prompt.isBlank() && needsPrompt(work.operation())) {
      return Optional.of(ofField("prompt", "must say what is wanted", "missing"));
    }
    if (length(prompt) > LONGEST_PROMPT) {
      return Optional.of(
          ofField(
              "prompt", "must have at most " + LONGEST_PROMPT + " characters", "string_too_long"));
    }
    return isText(prompt)
        ? Optional.empty()
        : Optional.of(
            ofField(
                "prompt",
                "must not contain NUL characters or halves of surrogate pairs",
                "string_unicode"));
  }

  private static void addProfiles(Work work, List<Violation> violations) {
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
  }

  private static boolean needsPrompt(Operation operation) {
    return switch (operation) {
      case EDIT, GENERATE -> true;
      case ENHANCE, REMIX, TRAIN -> false;
    };
  }

  private static boolean isTag(String tag) {
    return !tag.isBlank()
        && length(tag) <= LONGEST_TAG
        && isText(tag)
        && tag.chars().noneMatch(Character::isISOControl);
  }

  /** Whether {@code text} can be written in UTF-8, and read again by everyone. */
  private static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private Optional<Refusal> objectionToAnswers(Submission submission) {
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
        ? callbackUrls.objectionTo("callback_url", callbackUrl)
        : refusal(FailureCode.INVALID_REQUEST, "callback_url is only valid with async: true.");
  }

  private static Refusal moderated(String sentence) {
    return Refusal.of(FailureCode.CONTENT_MODERATION, sentence);
  }

  private static Optional<Refusal> refusal(FailureCode code, String detail) {
    return Optional.of(Refusal.of(code, detail));
  }
}
