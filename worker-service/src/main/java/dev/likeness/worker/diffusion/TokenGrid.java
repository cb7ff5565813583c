package dev.likeness.worker.diffusion;

/**
 * A picture as a transformer sees it: one token for each square of pixels, row by row.
 *
 * @param values the channels of the first token, then those of the next
 */
record TokenGrid(int rows, int columns, float[] values) {
  /** Channels of a token. */
  static final int CHANNELS = 128;

  TokenGrid {
    if (values.length != rows * columns * CHANNELS) {
      throw new IllegalArgumentException(
          values.length + " values are not " + rows + " x " + columns + " tokens");
    }
  }

  /** From planes, [channel, row, column]. */
  static TokenGrid ofPlanes(int rows, int columns, float[] planes) {
    return new TokenGrid(rows, columns, transposed(planes, CHANNELS, rows * columns));
  }

  /** As planes, [channel, row, column]. */
  float[] planes() {
    return transposed(values, rows * columns, CHANNELS);
  }

  int tokens() {
    return rows * columns;
  }

  /** The columns of a matrix as rows. */
  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] turned = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = matrix[row * columns + column];
      }
    }
    return turned;
  }
}
