package dev.likeness.worker.montage;

/**
 * Random values of a plane that change smoothly from place to place, the same for the same seed.
 */
final class Noise {
  private static final int OCTAVES = 4;

  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** From 0 to 1, mostly near a half; a change takes about a unit. */
  double at(double x, double y) {
    double sum = 0;
    double weight = .5;
    double total = 0;
    for (int octave = 0; octave < OCTAVES; octave++) {
      double scale = 1 << octave;
      sum += weight * smooth(x * scale, y * scale, octave);
      total += weight;
      weight /= 2;
    }
    return sum / total;
  }

  private double smooth(double x, double y, int octave) {
    long left = (long) Math.floor(x);
    long top = (long) Math.floor(y);
    double across = eased(x - left);
    double down = eased(y - top);
    double upper = mixed(corner(left, top, octave), corner(left + 1, top, octave), across);
    double lower = mixed(corner(left, top + 1, octave), corner(left + 1, top + 1, octave), across);
    return mixed(upper, lower, down);
  }

  private double corner(long x, long y, int octave) {
    long hash = seed + x * 0x9E3779B97F4A7C15L + y * 0xC2B2AE3D27D4EB4FL + octave * 0x165667B1L;
    hash = (hash ^ hash >>> 31) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 29) * 0x94D049BB133111EBL;
    return (hash >>> 11) * 0x1.0p-53;
  }

  private static double eased(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mixed(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
