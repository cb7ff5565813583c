package dev.likeness.callback.http;

import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameters {@code from} and {@code to}: days in UTC, both counted in. */
final class UsageDates {
  static final int MOST_DAYS = 92;
  private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private UsageDates() {}

  /**
   * @param from by default the first day of the month of {@code to}
   * @param to by default {@code today}
   * @throws RefusalException (422) unless they are days, in order, and not too many
   */
  static UsageQuestion question(
      String account, @Nullable String from, @Nullable String to, LocalDate today) {
    LocalDate last = to == null ? today : parse("to", to);
    LocalDate first = from == null ? last.withDayOfMonth(1) : parse("from", from);
    if (first.isAfter(last)) {
      throw refused("from", "must not be after `to`, which is " + last, "value_error");
    }
    if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
      throw refused(
          "from", "ask for at most " + MOST_DAYS + " days; `to` is " + last, "value_error");
    }
    return new UsageQuestion(account, first, last);
  }

  private static LocalDate parse(String name, String text) {
    try {
      if (FORM.matcher(text).matches()) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeException e) {
      throw refused(name, "there is no such day", "date_parsing");
    }
    throw refused(name, "must be a date as in 2026-11-20", "date_parsing");
  }

  private static RefusalException refused(String name, String message, String type) {
    return new RefusalException(
        Refusal.ofViolations(List.of(new Violation(List.of("query", name), message, type))));
  }
}
