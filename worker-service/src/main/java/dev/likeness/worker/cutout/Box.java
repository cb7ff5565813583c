package dev.likeness.worker.cutout;

/** Means over squares, in time that does not depend on their size. */
final class Box {
  private Box() {}

  /** The mean of the pixels at most {@code reach} away, as far as they are in the picture. */
  static float[] mean(float[] plane, int width, int height, int reach) {
    var rows = new float[plane.length];
    for (int y = 0; y < height; y++) {
      slide(plane, rows, y * width, 1, width, reach);
    }
    var mean = new float[plane.length];
    for (int x = 0; x < width; x++) {
      slide(rows, mean, x, width, height, reach);
    }
    return mean;
  }

  private static void slide(float[] from, float[] to, int start, int step, int count, int reach) {
    double sum = 0;
    int first = 0;
    int end = 0;
    for (int i = 0; i < count; i++) {
      while (end < Math.min(count, i + reach + 1)) {
        sum += from[start + end++ * step];
      }
      while (first < i - reach) {
        sum -= from[start + first++ * step];
      }
      to[start + i * step] = (float) (sum / (end - first));
    }
  }
}
