package dev.likeness.worker.work;

/**
 * Hears where an attempt stands. Called on the thread that runs the attempt; must be quick and not
 * throw.
 */
@FunctionalInterface
public interface ProgressLog {
  /**
   * @param stage that is running
   * @param fraction of the whole attempt that is done, 0 to 1
   */
  void reached(Stage stage, double fraction);
}
