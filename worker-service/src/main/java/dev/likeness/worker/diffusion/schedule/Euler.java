package dev.likeness.worker.diffusion.schedule;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Euler's method from noise level to noise level (Karras et al. 2022), where latents are {@code
 * picture + sigma * noise}; its ancestral form goes further down than to the next level and adds
 * fresh noise instead. What is called DDIM without noise of its own is the same path.
 */
public final class Euler implements Scheduler {
  private final NoiseLevels levels;
  private final Prediction prediction;
  private final Spacing spacing;
  private final int offset;
  private final boolean ancestral;

  Euler(NoiseLevels levels, Prediction prediction, Spacing spacing, int offset, boolean ancestral) {
    this.levels = levels;
    this.prediction = prediction;
    this.spacing = spacing;
    this.offset = offset;
    this.ancestral = ancestral;
  }

  @Override
  public Steps steps(int count, double strength) {
    Way way = Way.of(count, strength);
    double[] timesteps = spacing.timesteps(levels.count(), way.count(), offset);
    double[] sigmas = Arrays.stream(timesteps).map(levels::sigma).toArray();
    double highest = sigmas[0];
    double begin = spacing == Spacing.LEADING ? Math.hypot(highest, 1) : highest;
    int first = way.count() - way.kept();
    // copyOfRange pads with zero: after the last step no noise is left.
    return new Path(
        Arrays.copyOfRange(timesteps, first, way.count()),
        Arrays.copyOfRange(sigmas, first, way.count() + 1),
        begin);
  }

  private final class Path implements Steps {
    private final double[] timesteps;
    private final double[] sigmas;
    private final double begin;

    Path(double[] timesteps, double[] sigmas, double begin) {
      this.timesteps = timesteps;
      this.sigmas = sigmas;
      this.begin = begin;
    }

    @Override
    public int count() {
      return timesteps.length;
    }

    @Override
    public double timestep(int step) {
      return timesteps[step];
    }

    @Override
    public double initialNoise() {
      return begin;
    }

    @Override
    public void addNoise(float[] latents, float[] noise) {
      for (int i = 0; i < latents.length; i++) {
        latents[i] = (float) (latents[i] + sigmas[0] * noise[i]);
      }
    }

    @Override
    public void scaleInput(int step, float[] latents, float[] target) {
      double scale = 1 / Math.hypot(sigmas[step], 1);
      for (int i = 0; i < latents.length; i++) {
        target[i] = (float) (latents[i] * scale);
      }
    }

    @Override
    public void advance(int step, float[] latents, float[] output, RandomGenerator random) {
      double from = sigmas[step];
      double to = sigmas[step + 1];
      double fresh = ancestral ? Math.sqrt(to * to * (from * from - to * to) / (from * from)) : 0;
      double down = Math.sqrt(to * to - fresh * fresh);
      // What the model saw was scaled to a variance of 1.
      double a = 1 / Math.hypot(from, 1);
      double b = from * a;
      for (int i = 0; i < latents.length; i++) {
        double x = latents[i];
        double picture = prediction.picture(x * a, output[i], a, b);
        x += (x - picture) / from * (down - from);
        latents[i] = (float) (fresh > 0 ? x + fresh * random.nextGaussian() : x);
      }
    }
  }
}
