package dev.likeness.worker.geometry;

/**
 * Which positions of a line each position of another one is made of, and how much of each: a
 * Lanczos filter of three lobes, as wide as the pixels of the shorter line. Immutable.
 */
public final class LanczosTaps {
  private static final double LOBES = 3;

  private final int count;
  private final int[] first;
  private final float[][] weights;

  /**
   * @param source length of the line that is read
   * @param target length of the line that is made
   */
  public LanczosTaps(int source, int target) {
    double scale = (double) source / target;
    double width = Math.max(1, scale);
    this.count = Math.min(source, (int) Math.ceil(2 * LOBES * width) + 1);
    this.first = new int[target];
    this.weights = new float[target][count];
    for (int i = 0; i < target; i++) {
      double centre = (i + .5) * scale - .5;
      first[i] = Math.clamp((int) Math.ceil(centre - LOBES * width), 0, source - count);
      double sum = 0;
      for (int tap = 0; tap < count; tap++) {
        weights[i][tap] = (float) lanczos((first[i] + tap - centre) / width);
        sum += weights[i][tap];
      }
      for (int tap = 0; tap < count; tap++) {
        weights[i][tap] /= (float) sum;
      }
    }
  }

  /** How many positions make one. */
  public int count() {
    return count;
  }

  /** Length of the line that is made. */
  public int length() {
    return first.length;
  }

  /** The first position that one is made of; the others follow it. */
  public int first(int target) {
    return first[target];
  }

  /** How much of a position to take; the sum over all is 1. */
  public float weight(int target, int tap) {
    return weights[target][tap];
  }

  private static double lanczos(double t) {
    if (Math.abs(t) < 1e-9) {
      return 1;
    }
    if (Math.abs(t) >= LOBES) {
      return 0;
    }
    double angle = Math.PI * t;
    return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
  }
}
