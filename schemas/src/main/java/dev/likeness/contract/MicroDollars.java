package dev.likeness.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Money as records hold it: a whole number of micro-dollars, 1,000,000 to the dollar. */
public final class MicroDollars {
  private static final int MICRO_DIGITS = 6;
  private static final int CENT_DIGITS = 2;

  private MicroDollars() {}

  /** As dollars: with cents, and more digits only where they say something (0.10, 0.125). */
  public static String inDollars(long micros) {
    var amount = BigDecimal.valueOf(micros, MICRO_DIGITS).stripTrailingZeros();
    return amount
        .setScale(Math.max(CENT_DIGITS, amount.scale()), RoundingMode.UNNECESSARY)
        .toPlainString();
  }
}
