package dev.likeness.worker.pipeline;

/** Hears how far a run is. Called on the thread of the run; must be quick. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * @param fraction the part that is done, above 0 and at most 1
   */
  void progressed(double fraction);
}
