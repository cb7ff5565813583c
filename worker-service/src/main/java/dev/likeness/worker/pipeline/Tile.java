package dev.likeness.worker.pipeline;

/**
 * A part of a photo that is computed in one run, in pixels of the photo: the core, which is kept,
 * and around it what the model must see to get the core right.
 */
record Tile(Area core, Area seen) {
  /** A rectangle, at least one pixel large. */
  record Area(int left, int top, int width, int height) {
    int right() {
      return left + width;
    }

    int bottom() {
      return top + height;
    }
  }
}
