package dev.likeness.callback.credit;

import java.time.LocalDate;

/**
 * Which of an account's jobs are counted together: those of one operation that ended on one day.
 *
 * @param date in UTC
 * @param operation in lower case
 */
public record UsageKey(String account, LocalDate date, String operation) {
  private static final String SEPARATOR = "|"; // in no account and no date
  private static final String AFTER_EVERY_OPERATION = "~";

  /** Sorted as text, the keys of an account stand together, by date. */
  public String text() {
    return dayOf(account, date) + operation;
  }

  /**
   * @throws IllegalArgumentException unless {@code text} is one of {@link #text()}
   */
  public static UsageKey parse(String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a key of usage: " + text);
    }
    return new UsageKey(parts[0], LocalDate.parse(parts[1]), parts[2]);
  }

  /** Sorts before every key of the day, and after those of earlier ones. */
  public static String begin(String account, LocalDate date) {
    return dayOf(account, date);
  }

  /** Sorts after every key of the day, and before those of later ones. */
  public static String end(String account, LocalDate date) {
    return dayOf(account, date) + AFTER_EVERY_OPERATION;
  }

  private static String dayOf(String account, LocalDate date) {
    return account + SEPARATOR + date + SEPARATOR;
  }
}
