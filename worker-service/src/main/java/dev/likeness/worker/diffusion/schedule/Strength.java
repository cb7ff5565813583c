package dev.likeness.worker.diffusion.schedule;

/** How much of the way from noise to a picture is gone: 1 is all of it. */
final class Strength {
  private Strength() {}

  /**
   * How many of the last steps are gone.
   *
   * @throws IllegalArgumentException if there is none
   */
  static int kept(int count, double strength) {
    int kept = (int) (count * strength);
    if (kept < 1 || kept > count) {
      throw new IllegalArgumentException(
          "no way of " + count + " steps with the strength " + strength);
    }
    return kept;
  }
}
