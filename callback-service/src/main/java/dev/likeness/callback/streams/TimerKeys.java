package dev.likeness.callback.streams;

import java.time.Instant;
import java.util.Locale;

/**
 * Keys of stores that are ordered by time: 15 digits of epoch milliseconds, a slash, a name.
 * Sorting them as text sorts them by time. A time before 1970 or after the year 33658, as only a
 * broken record has, counts as the nearest that there is.
 */
final class TimerKeys {
  private static final int DIGITS = 15;
  private static final long LAST = 999_999_999_999_999L;

  private TimerKeys() {}

  static String key(long epochMillis, String name) {
    return prefix(epochMillis) + name;
  }

  /** Comes after every key of an earlier millisecond, before every key of this one. */
  static String prefix(long epochMillis) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d/", within(epochMillis));
  }

  /** The nearest time that a key can hold. */
  static long within(Instant time) {
    return within(time.toEpochMilli());
  }

  private static long within(long epochMillis) {
    return Math.clamp(epochMillis, 0, LAST);
  }

  static long epochMillis(String key) {
    return Long.parseLong(key, 0, DIGITS, 10);
  }

  static String name(String key) {
    return key.substring(DIGITS + 1);
  }
}
