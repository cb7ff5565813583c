package dev.likeness.callback.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a {@code Retry-After} header (RFC 9110 section 10.2.3): seconds, or a date in one of the
 * three forms that section 5.6.7 has every recipient accept. Thread safe.
 */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /** Above this number of digits any cap is passed. */
  private static final int MOST_DIGITS = 12;

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static final DateTimeFormatter CURRENT = DateTimeFormatter.RFC_1123_DATE_TIME;

  /** {@code Sun Nov 6 08:49:37 1994}: the day is padded with a space. */
  private static final DateTimeFormatter ASCTIME =
      new DateTimeFormatterBuilder()
          .appendPattern("EEE MMM ")
          .padNext(2)
          .appendValue(ChronoField.DAY_OF_MONTH)
          .appendPattern(" HH:mm:ss yyyy")
          .toFormatter(Locale.ENGLISH);

  private RetryAfter() {}

  /**
   * For how long from {@code now} the header asks to be left alone; negative if that is over; empty
   * if nobody can read it.
   */
  static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(
          Duration.ofSeconds(
              text.length() > MOST_DIGITS
                  ? Long.parseLong("9".repeat(MOST_DIGITS))
                  : Long.parseLong(text)));
    }
    return date(text, now).map(date -> Duration.between(now, date));
  }

  private static Optional<Instant> date(String text, Instant now) {
    for (DateParser form :
        List.<DateParser>of(
            date -> ZonedDateTime.parse(date, CURRENT).toInstant(),
            date -> twoDigitYear(date, now),
            date -> LocalDateTime.parse(date, ASCTIME).toInstant(ZoneOffset.UTC))) {
      try {
        return Optional.of(form.parse(text));
      } catch (DateTimeException e) {
        // then in another form
      }
    }
    return Optional.empty();
  }

  private interface DateParser {
    Instant parse(String date);
  }

  /**
   * {@code Sunday, 06-Nov-94 08:49:37 GMT}: a year that seems to be more than 50 years from now is
   * the last one in the past with these two digits.
   */
  private static Instant twoDigitYear(String date, Instant now) {
    var form =
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(
                ChronoField.YEAR, 2, 2, now.atZone(ZoneOffset.UTC).toLocalDate().minusYears(49))
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.ENGLISH);
    return LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
  }
}
