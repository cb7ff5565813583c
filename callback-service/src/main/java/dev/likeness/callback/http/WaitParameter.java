package dev.likeness.callback.http;

import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code wait}: whole seconds; more than a minute means a minute. */
final class WaitParameter {
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

  private WaitParameter() {}

  /**
   * @throws RefusalException (422) unless {@code text} is a whole number, 0 or more, or absent
   */
  static Duration parse(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    if (!FORM.matcher(text).matches()) {
      throw new RefusalException(
          Refusal.ofViolations(
              List.of(
                  new Violation(
                      List.of("query", "wait"),
                      "must be a whole number of seconds, 0 to " + LONGEST.toSeconds(),
                      "int_parsing"))));
    }
    return Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST.toSeconds()));
  }
}
