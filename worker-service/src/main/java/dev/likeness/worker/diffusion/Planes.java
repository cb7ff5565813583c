package dev.likeness.worker.diffusion;

/**
 * Numbers in a grid, plane by plane and row by row: the latents of a picture, or its pixels.
 * Whoever made it may change it.
 */
final class Planes {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  /**
   * @param values kept: {@code channels * height * width} of them
   */
  Planes(int channels, int height, int width, float[] values) {
    if (values.length != channels * height * width) {
      throw new IllegalArgumentException(
          "%d planes of %d x %d are not %d numbers"
              .formatted(channels, width, height, values.length));
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  int channels() {
    return channels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** All numbers; not a copy. */
  float[] values() {
    return values;
  }

  /** Where a row begins. */
  int offset(int channel, int row) {
    return (channel * height + row) * width;
  }

  /** A part of every plane, as a copy. */
  Planes cut(int top, int left, int rows, int columns) {
    Planes part = new Planes(channels, rows, columns, new float[channels * rows * columns]);
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            values,
            offset(channel, top + row) + left,
            part.values,
            part.offset(channel, row),
            columns);
      }
    }
    return part;
  }
}
