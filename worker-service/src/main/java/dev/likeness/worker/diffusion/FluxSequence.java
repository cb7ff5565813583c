package dev.likeness.worker.diffusion;

import java.util.List;

/**
 * What FLUX.2's transformer attends to besides the text: the picture that is drawn, then the
 * references in their order. Each token has four coordinates: which picture it belongs to (0 the
 * drawn one, then 10, 20, ...), its row, its column, and 0.
 */
final class FluxSequence {
  static final int COORDINATES = 4;
  private static final int BETWEEN_PICTURES = 10;

  private final int drawn;
  private final int tokens;
  private final float[] ids;
  private final float[] values;

  FluxSequence(int rows, int columns, List<TokenGrid> references) {
    this.drawn = rows * columns;
    this.tokens = drawn + references.stream().mapToInt(TokenGrid::tokens).sum();
    this.ids = new float[tokens * COORDINATES];
    this.values = new float[tokens * TokenGrid.CHANNELS];
    place(0, 0, rows, columns);
    int at = drawn;
    for (int i = 0; i < references.size(); i++) {
      TokenGrid reference = references.get(i);
      place(at, BETWEEN_PICTURES * (i + 1), reference.rows(), reference.columns());
      System.arraycopy(
          reference.values(), 0, values, at * TokenGrid.CHANNELS, reference.values().length);
      at += reference.tokens();
    }
  }

  /** How many tokens there are, references included. */
  int tokens() {
    return tokens;
  }

  /** Coordinates of all tokens. */
  float[] ids() {
    return ids;
  }

  /** All tokens, with those of the picture as they are now. */
  float[] with(float[] picture) {
    System.arraycopy(picture, 0, values, 0, drawn * TokenGrid.CHANNELS);
    return values;
  }

  private void place(int from, int picture, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = (from + row * columns + column) * COORDINATES;
        ids[at] = picture;
        ids[at + 1] = row;
        ids[at + 2] = column;
      }
    }
  }
}
