package dev.likeness.worker.geometry;

import java.util.function.DoubleUnaryOperator;

/**
 * Which positions of a line each position of another one is made of, and how much of each, by a
 * filter that is as wide as the pixels of the shorter line. Immutable.
 */
public final class Taps {
  private static final double LOBES = 3;

  private final int count;
  private final int[] first;
  private final float[][] weights;

  private Taps(int source, int target, double reach, DoubleUnaryOperator filter) {
    double scale = (double) source / target;
    double width = Math.max(1, scale);
    this.count = Math.min(source, (int) Math.ceil(2 * reach * width) + 1);
    this.first = new int[target];
    this.weights = new float[target][count];
    for (int i = 0; i < target; i++) {
      double centre = (i + .5) * scale - .5;
      first[i] = Math.clamp((int) Math.ceil(centre - reach * width), 0, source - count);
      double sum = 0;
      for (int tap = 0; tap < count; tap++) {
        weights[i][tap] = (float) filter.applyAsDouble((first[i] + tap - centre) / width);
        sum += weights[i][tap];
      }
      for (int tap = 0; tap < count; tap++) {
        weights[i][tap] /= (float) sum;
      }
    }
  }

  /**
   * With a Lanczos filter of three lobes.
   *
   * @param source length of the line that is read
   * @param target length of the line that is made
   */
  public static Taps lanczos(int source, int target) {
    return new Taps(source, target, LOBES, Taps::lanczos);
  }

  /** With Keys' cubic filter (a = -1/2), as Pillow resizes what networks are trained with. */
  public static Taps cubic(int source, int target) {
    return new Taps(source, target, 2, Taps::cubic);
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

  private static double cubic(double t) {
    double x = Math.abs(t);
    if (x < 1) {
      return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? -.5 * (((x - 5) * x + 8) * x - 4) : 0;
  }
}
