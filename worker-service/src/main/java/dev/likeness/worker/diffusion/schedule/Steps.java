package dev.likeness.worker.diffusion.schedule;

import java.util.random.RandomGenerator;

/**
 * The steps that lead to one picture, numbered from 0. Latents are changed in place, and have any
 * layout. Begin with standard normal noise times {@link #initialNoise}, or with a picture's latents
 * after {@link #addNoise}; then, step by step, show the model what {@link #scaleInput} gives at
 * {@link #timestep} and hand its prediction to {@link #advance}. Immutable; any thread may use it.
 */
public interface Steps {
  int count();

  /** What the model is told; whole where it was trained with numbers of steps. */
  double timestep(int step);

  /** What standard normal noise is multiplied with to begin from nothing. */
  default double initialNoise() {
    return 1;
  }

  /** Makes of a picture's latents what the first step begins with. */
  void addNoise(float[] latents, float[] noise);

  /** Writes what the model is shown of the latents: themselves, unless a scheduler scales them. */
  default void scaleInput(int step, float[] latents, float[] target) {
    System.arraycopy(latents, 0, target, 0, latents.length);
  }

  /**
   * Moves the latents on.
   *
   * @param prediction the model's output for this step
   * @param random where fresh noise comes from, if the scheduler adds any
   */
  void advance(int step, float[] latents, float[] prediction, RandomGenerator random);
}
