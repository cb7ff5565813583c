package dev.likeness.worker.cutout;

import java.util.Arrays;
import java.util.List;

/**
 * How probable it is, before any colour is looked at, that a pixel belongs to the subject: as
 * log-odds, above 0 where it rather does. What is nearly certain is beyond {@link #SURE}.
 */
final class ShapePrior {
  /** Log-odds that no colour overrules. */
  static final float SURE = 8;

  private static final float LIMIT = 6;

  private ShapePrior() {}

  /** Heads and what is under them; others are not a part of the subject. */
  static float[] people(int width, int height, List<Head> heads, List<Head> others) {
    var odds = new float[width * height];
    Arrays.fill(odds, -LIMIT);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float own = -LIMIT;
        for (Head head : heads) {
          own = Math.max(own, person(head, x + .5, y + .5));
        }
        float other = -LIMIT;
        for (Head head : others) {
          other = Math.max(other, person(head, x + .5, y + .5));
        }
        odds[y * width + x] = other > own || other >= SURE ? -Math.max(other, 0) : own;
      }
    }
    return odds;
  }

  /**
   * Something in the middle; what is at the edges, but for the lower one, is around it.
   *
   * @param size 1 for what fills most of the picture
   */
  static float[] centre(int width, int height, double size) {
    var odds = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double across = (x + .5) / width - .5;
        double down = (y + .5) / height - .53;
        double distance = Math.hypot(across / (.38 * size), down / (.50 * size));
        double margin = Math.min(Math.min(x, width - 1 - x), y) / (.02 * Math.max(width, height));
        odds[y * width + x] = margin < 1 ? -SURE : (float) Math.clamp(1.6 * (1 - distance), -3, 2);
      }
    }
    return odds;
  }

  private static float person(Head head, double x, double y) {
    double across = Math.abs(x - head.middle()) / head.width();
    double chin = (y - head.bottom()) / head.height();
    if (Math.hypot(across / .40, (chin + .5) / .42) < 1) {
      return SURE;
    }
    double jaw = Math.clamp((chin + .6) / .6, 0, 1);
    double fromHead = Math.hypot(across / (.72 - .2 * jaw), (chin + .5) / .73);
    double inside = .98 - fromHead;
    double odds = inside > 0 ? Math.min(inside / .1, 3) : (18 - 6 * jaw) * inside;
    if (chin > -.15) {
      double inner = .3 + .8 * Math.clamp((chin - .1) / 1.1, 0, 1);
      double outer = .5 + 1.6 * Math.clamp((chin - .08) / .45, 0, 1);
      double part = (across - inner) / (outer - inner);
      odds = Math.max(odds, Math.min(3 * (1 - 2 * part), 4));
    }
    return (float) Math.max(odds, -LIMIT);
  }
}
