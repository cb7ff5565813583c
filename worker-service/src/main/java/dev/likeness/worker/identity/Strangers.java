package dev.likeness.worker.identity;

/**
 * How near strangers come to a profile in an embedding space: their scores are taken to be normally
 * distributed. ADR 0029 has the figures.
 *
 * @param deviation standard deviation; 0 where nothing is known
 */
public record Strangers(double mean, double deviation) {
  /** Nothing is known: no score is too low because of them. */
  public static final Strangers UNKNOWN = new Strangers(-1, 0);

  /** Mean score of a stranger where a pack does not say. */
  private static final double USUAL_MEAN = .05;

  /** One of fifty strangers reaches the least score of a match: 2.05 standard deviations. */
  private static final double MATCH_DEVIATIONS = 2.05;

  public Strangers {
    if (!(deviation >= 0)) {
      throw new IllegalArgumentException("a standard deviation is not negative");
    }
  }

  /** What is supposed where only the least score of a match is known. */
  public static Strangers of(double match) {
    return new Strangers(USUAL_MEAN, Math.max(0, match - USUAL_MEAN) / MATCH_DEVIATIONS);
  }

  /**
   * The score that only this part of strangers exceeds.
   *
   * @param part above 0, at most a half
   */
  double exceededBy(double part) {
    return mean + deviation * normalQuantile(part);
  }

  /**
   * Of the upper tail of the standard normal distribution, to 0.0005 (Abramowitz and Stegun,
   * "Handbook of Mathematical Functions", 26.2.23).
   */
  private static double normalQuantile(double part) {
    double t = Math.sqrt(-2 * Math.log(part));
    return t
        - (2.515517 + t * (.802853 + t * .010328))
            / (1 + t * (1.432788 + t * (.189269 + t * .001308)));
  }
}
