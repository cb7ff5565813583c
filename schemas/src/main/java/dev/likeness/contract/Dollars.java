package dev.likeness.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Micro-dollars as people read and write them. */
public final class Dollars {
  private static final int DECIMALS = 6;
  private static final int LEAST_SHOWN = 2;

  private Dollars() {}

  /**
   * For example {@code $0.12}, {@code $2.90}, {@code -$0.0333}: exact, with two decimals or more.
   */
  public static String format(long micros) {
    String amount = amount(micros);
    return micros < 0 ? "-$" + amount.substring(1) : "$" + amount;
  }

  /** As {@link #format}, without the dollar sign: {@code 0.12}. */
  public static String amount(long micros) {
    BigDecimal dollars = BigDecimal.valueOf(micros, DECIMALS).stripTrailingZeros();
    return dollars
        .setScale(Math.max(LEAST_SHOWN, dollars.scale()), RoundingMode.UNNECESSARY)
        .toPlainString();
  }

  /**
   * Micro-dollars of an amount such as {@code 12}, {@code 0.05} or {@code $2.90}.
   *
   * @throws IllegalArgumentException if it is no number, has more than six decimals, or is too
   *     large for a long
   */
  public static long parse(String text) {
    try {
      String digits = text.startsWith("$") ? text.substring(1) : text;
      return new BigDecimal(digits).scaleByPowerOfTen(DECIMALS).longValueExact();
    } catch (NumberFormatException e) {
      throw notAnAmount(text, e);
    } catch (ArithmeticException e) {
      throw notAnAmount(text, e);
    }
  }

  private static IllegalArgumentException notAnAmount(String text, RuntimeException cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not an amount in dollars with at most six decimals, such as 12.50",
        cause);
  }
}
