package dev.likeness.worker.diffusion.schedule;

/**
 * How many steps there are from noise to a picture, and how many of them, the last, are gone. A
 * strength that would leave none takes finer steps, so that one is.
 *
 * @param kept 1 to count
 */
record Way(int count, int kept) {
  private static final int MOST = 1000;

  /**
   * @param count steps from noise to the picture
   * @param strength the part of the way that is gone: 1 is all of it
   * @throws IllegalArgumentException if that is no way
   */
  static Way of(int count, double strength) {
    if (count < 1 || count > MOST || !(strength >= 1.0 / MOST && strength <= 1)) {
      throw new IllegalArgumentException(
          "no way of " + count + " steps with the strength " + strength);
    }
    int finer = Math.max(count, (int) Math.ceil(1 / strength));
    return new Way(finer, Math.max(1, (int) (finer * strength)));
  }
}
