package dev.likeness.worker.diffusion.schedule;

/** How noisy pictures were at each step of a training: variance-preserving, step 0 the cleanest. */
final class NoiseLevels {
  /** How the noise that each step added grew over the training. */
  enum Growth {
    LINEAR {
      @Override
      double beta(double start, double end, double part) {
        return start + (end - start) * part;
      }
    },
    SCALED_LINEAR {
      @Override
      double beta(double start, double end, double part) {
        double root = Math.sqrt(start) + (Math.sqrt(end) - Math.sqrt(start)) * part;
        return root * root;
      }
    };

    /**
     * @param part of the training, 0 to 1
     */
    abstract double beta(double start, double end, double part);
  }

  /** What is left of the picture's variance. */
  private final double[] kept;

  /**
   * @param betaStart variance of the noise that the first step added
   * @param betaEnd the same of the last step
   */
  NoiseLevels(Growth growth, double betaStart, double betaEnd, int steps) {
    kept = new double[steps];
    double product = 1;
    for (int i = 0; i < steps; i++) {
      product *= 1 - growth.beta(betaStart, betaEnd, (double) i / (steps - 1));
      kept[i] = product;
    }
  }

  int count() {
    return kept.length;
  }

  /** The picture's share of the variance, 0 to 1. */
  double kept(int timestep) {
    return kept[timestep];
  }

  /** Noise relative to the picture, between two steps in proportion. */
  double sigma(double timestep) {
    int below = Math.clamp((long) Math.floor(timestep), 0, kept.length - 1);
    int above = Math.min(below + 1, kept.length - 1);
    double part = Math.clamp(timestep - below, 0, 1);
    return sigma(below) * (1 - part) + sigma(above) * part;
  }

  private double sigma(int timestep) {
    return Math.sqrt((1 - kept[timestep]) / kept[timestep]);
  }
}
