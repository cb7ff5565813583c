package dev.likeness.callback.streams;

import java.util.Locale;

/**
 * Keys of stores that are ordered by time: 15 digits of epoch milliseconds, a slash, a name.
 * Sorting them as text sorts them by time, until the year 33658.
 */
final class TimerKeys {
  private static final int DIGITS = 15;

  private TimerKeys() {}

  static String key(long epochMillis, String name) {
    return prefix(epochMillis) + name;
  }

  /** Comes after every key of an earlier millisecond, before every key of this one. */
  static String prefix(long epochMillis) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d/", epochMillis);
  }

  static long epochMillis(String key) {
    return Long.parseLong(key, 0, DIGITS, 10);
  }

  static String name(String key) {
    return key.substring(DIGITS + 1);
  }
}
