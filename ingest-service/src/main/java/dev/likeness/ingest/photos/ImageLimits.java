package dev.likeness.ingest.photos;

/**
 * How large an input photo may be.
 *
 * @param bytes largest file
 * @param pixels width times height
 * @param side width or height, in pixels
 */
public record ImageLimits(int bytes, long pixels, int side) {
  public ImageLimits {
    if (bytes < 1 || pixels < 1 || side < 1) {
      throw new IllegalArgumentException("image limits must be positive");
    }
  }
}
