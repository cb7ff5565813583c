package dev.likeness.worker.diffusion.schedule;

/**
 * What a model says about its input {@code a * picture + b * noise}, where {@code a * a + b * b} is
 * 1.
 */
enum Prediction {
  /** The noise. */
  EPSILON {
    @Override
    double picture(double input, double output, double a, double b) {
      return (input - b * output) / a;
    }
  },
  /** {@code a * noise - b * picture}. */
  V_PREDICTION {
    @Override
    double picture(double input, double output, double a, double b) {
      return a * input - b * output;
    }
  };

  /** The picture that follows from what the model said. */
  abstract double picture(double input, double output, double a, double b);
}
