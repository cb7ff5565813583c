package dev.likeness.kit.auth;

/**
 * How often one API key may call: a bucket of {@code burst} calls that fills again with {@code
 * perSecond} calls a second.
 *
 * @param perSecond above 0 and at most 1,000,000; may be a fraction
 * @param burst 1 or more
 */
public record RequestRate(double perSecond, int burst) {
  private static final double HIGHEST = 1_000_000;

  /**
   * @throws IllegalArgumentException for values out of their range
   */
  public RequestRate {
    if (!isValid(perSecond, burst)) {
      throw new IllegalArgumentException(
          "a rate needs more than 0 and at most 1000000 calls a second, and a burst of at least 1");
    }
  }

  static boolean isValid(double perSecond, int burst) {
    return perSecond > 0 && perSecond <= HIGHEST && burst >= 1;
  }
}
