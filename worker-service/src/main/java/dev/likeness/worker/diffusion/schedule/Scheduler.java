package dev.likeness.worker.diffusion.schedule;

/** A way from noise to a picture that a model was trained for. Immutable; any thread may use it. */
public sealed interface Scheduler permits Euler, Lcm, FlowMatch {
  /**
   * Lays out the steps of one picture.
   *
   * @param count steps from pure noise to the picture, 1 to 1000
   * @param strength how much of that way is gone: 1 begins with noise; less, down to .001, begins
   *     with a picture that gets as much noise as fits, and takes about {@code count * strength}
   *     steps, at least one
   * @throws IllegalArgumentException if one of them is not in its range
   */
  Steps steps(int count, double strength);

  /** Lays out the way from pure noise. */
  default Steps steps(int count) {
    return steps(count, 1);
  }

  /**
   * Reads a {@code scheduler_config.json}.
   *
   * @throws dev.likeness.worker.model.ModelException if it asks for something else than is done
   *     here, with what is expected
   */
  static Scheduler configured(String json) {
    return SchedulerSettings.parse(json).scheduler();
  }
}
