package dev.likeness.worker.diffusion.schedule;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Latent consistency models (Luo et al. 2023): each step guesses the picture at once, and goes back
 * to a little less noise than before to guess again.
 */
public final class Lcm implements Scheduler {
  private static final double SIGMA_DATA = .5;

  private final NoiseLevels levels;
  private final Prediction prediction;
  private final int originalSteps;
  private final double timestepScaling;

  /**
   * @param originalSteps steps of the teacher that the model has learned to skip; no picture takes
   *     more
   * @param timestepScaling how fast the guess takes over from what was given
   */
  Lcm(NoiseLevels levels, Prediction prediction, int originalSteps, double timestepScaling) {
    this.levels = levels;
    this.prediction = prediction;
    this.originalSteps = originalSteps;
    this.timestepScaling = timestepScaling;
  }

  @Override
  public Steps steps(int count, double strength) {
    int distance = levels.count() / originalSteps;
    // Strength shortens the teacher's way, not the number of steps on it.
    int origins = Math.min(originalSteps, Way.of(originalSteps, strength).kept());
    int steps = Math.min(Way.of(count, 1).count(), origins);
    return new Path(
        IntStream.range(0, steps)
            .map(i -> (origins - (int) ((long) i * origins / steps)) * distance - 1)
            .toArray());
  }

  private final class Path implements Steps {
    private final int[] timesteps;

    Path(int[] timesteps) {
      this.timesteps = timesteps;
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
    public void addNoise(float[] latents, float[] noise) {
      double kept = levels.kept(timesteps[0]);
      double a = Math.sqrt(kept);
      double b = Math.sqrt(1 - kept);
      for (int i = 0; i < latents.length; i++) {
        latents[i] = (float) (a * latents[i] + b * noise[i]);
      }
    }

    @Override
    public void advance(int step, float[] latents, float[] output, RandomGenerator random) {
      double kept = levels.kept(timesteps[step]);
      double a = Math.sqrt(kept);
      double b = Math.sqrt(1 - kept);
      double scaled = timesteps[step] * timestepScaling;
      double length = Math.hypot(scaled, SIGMA_DATA);
      double skip = SIGMA_DATA * SIGMA_DATA / (length * length);
      double out = scaled / length;
      boolean last = step == timesteps.length - 1;
      double next = last ? 1 : levels.kept(timesteps[step + 1]);
      double nextA = Math.sqrt(next);
      double nextB = Math.sqrt(1 - next);
      for (int i = 0; i < latents.length; i++) {
        double x = latents[i];
        double guess = out * prediction.picture(x, output[i], a, b) + skip * x;
        latents[i] = (float) (last ? guess : nextA * guess + nextB * random.nextGaussian());
      }
    }
  }
}
