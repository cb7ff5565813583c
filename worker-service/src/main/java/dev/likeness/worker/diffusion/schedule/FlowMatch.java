package dev.likeness.worker.diffusion.schedule;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Straight ways from noise to pictures (rectified flow): latents are {@code (1 - sigma) * picture +
 * sigma * noise}, and the model predicts the velocity {@code noise - picture}. Large pictures are
 * given more time at high noise: sigmas are shifted, by a constant (Stable Diffusion 3) or by the
 * number of tokens (FLUX).
 */
public final class FlowMatch implements Scheduler {
  private final Sigmas sigmas;
  private final double timestepScale;

  private FlowMatch(Sigmas sigmas, double timestepScale) {
    this.sigmas = sigmas;
    this.timestepScale = timestepScale;
  }

  /**
   * Stable Diffusion 3: a constant shift; the model is told the number of the training step.
   *
   * @param shift more than 1 for more time at high noise
   * @param training steps of the training
   */
  public static FlowMatch shifted(double shift, int training) {
    // The lowest level of the training is shifted already, and again when steps are laid out.
    double lowest = shift(shift, 1.0 / training);
    return new FlowMatch(count -> shifted(shift, even(count, lowest)), training);
  }

  /**
   * FLUX.2: the shift follows from size and number of steps; the model is told sigma itself.
   *
   * @param tokens of the picture to be made, without references: a token is 16 x 16 pixels
   */
  public static FlowMatch flux2(int tokens) {
    return new FlowMatch(
        count -> shifted(Math.exp(mu(tokens, count)), even(count, 1.0 / count)), 1);
  }

  /**
   * The logarithm of FLUX.2's shift, as its authors have fitted it.
   *
   * @param tokens of the picture, 256 pixels each
   */
  public static double mu(int tokens, int steps) {
    double at200 = .00016927 * tokens + .45666666;
    if (tokens > 4300) {
      return at200;
    }
    double at10 = 8.73809524e-05 * tokens + 1.89833333;
    double perStep = (at200 - at10) / 190;
    return at200 + perStep * (steps - 200);
  }

  @Override
  public Steps steps(int count, double strength) {
    Way way = Way.of(count, strength);
    // copyOfRange pads with zero: after the last step no noise is left.
    return new Path(
        Arrays.copyOfRange(sigmas.of(way.count()), way.count() - way.kept(), way.count() + 1));
  }

  /** From 1 down to the lowest in equal distances. */
  private static double[] even(int count, double lowest) {
    return IntStream.range(0, count)
        .mapToDouble(i -> count == 1 ? 1 : 1 + (lowest - 1) * i / (count - 1))
        .toArray();
  }

  private static double[] shifted(double shift, double[] sigmas) {
    return Arrays.stream(sigmas).map(sigma -> shift(shift, sigma)).toArray();
  }

  private static double shift(double shift, double sigma) {
    return shift * sigma / (1 + (shift - 1) * sigma);
  }

  /** The noise levels of a number of steps, from 1 down, without the 0 at the end. */
  private interface Sigmas {
    double[] of(int count);
  }

  private final class Path implements Steps {
    private final double[] levels;

    Path(double[] levels) {
      this.levels = levels;
    }

    @Override
    public int count() {
      return levels.length - 1;
    }

    @Override
    public double timestep(int step) {
      return levels[step] * timestepScale;
    }

    @Override
    public void addNoise(float[] latents, float[] noise) {
      double sigma = levels[0];
      for (int i = 0; i < latents.length; i++) {
        latents[i] = (float) ((1 - sigma) * latents[i] + sigma * noise[i]);
      }
    }

    @Override
    public void advance(int step, float[] latents, float[] output, RandomGenerator random) {
      double way = levels[step + 1] - levels[step];
      for (int i = 0; i < latents.length; i++) {
        latents[i] = (float) (latents[i] + way * output[i]);
      }
    }
  }
}
