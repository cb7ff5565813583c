package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 9110, sections 5.6.7 and 10.2.3, and what clients meet beside them. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | 120",
        "0 | 0",
        "Sun, 06 Nov 1994 08:49:37 GMT | 37",
        "Sunday, 06-Nov-94 08:49:37 GMT | 37",
        "Sun Nov  6 08:49:37 1994 | 37",
        "Wed Nov 16 08:49:00 1994 | 864000",
        "Sun, 06 Nov 1994 08:48:00 GMT | -60",
      })
  void readsSecondsAndAllThreeFormsOfADate(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"94, 1994", "44, 2044", "45, 1945", "00, 2000"})
  void twoDigitsOfAYearAreTheNearestThatIsNotFiftyYearsAhead(String digits, int year) {
    Instant meant = Instant.parse(year + "-11-01T00:00:00Z");
    String day =
        meant.atZone(ZoneOffset.UTC).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);

    assertThat(RetryAfter.parse(day + ", 01-Nov-" + digits + " 00:00:00 GMT", NOW))
        .contains(Duration.between(NOW, meant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567890123", "99999999999999999999999999999999"})
  void numbersOfAnyLengthAreVeryLong(String header) {
    assertThat(RetryAfter.parse(header, NOW))
        .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofDays(10_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "Sun, 31 Feb 1994 08:49:37 GMT", "١٢"})
  void whatNobodyCanReadAsksForNothing(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEmpty();
  }
}
