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

  public String text() {
    return account + SEPARATOR + date + SEPARATOR + operation;
  }
}
