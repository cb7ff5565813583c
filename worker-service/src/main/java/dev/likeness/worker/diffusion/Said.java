package dev.likeness.worker.diffusion;

/** A prompt as a Stable Diffusion denoiser gets it. */
final class Said {
  private final float[] states;
  private final float[] summary;

  /**
   * @param states one row for each token; kept
   * @param summary of the whole text, empty where the family has none; kept
   */
  Said(float[] states, float[] summary) {
    this.states = states;
    this.summary = summary;
  }

  /** What says nothing at all. */
  Said silent() {
    return new Said(new float[states.length], new float[summary.length]);
  }

  float[] states() {
    return states;
  }

  float[] summary() {
    return summary;
  }
}
