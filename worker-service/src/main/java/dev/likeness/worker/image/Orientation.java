package dev.likeness.worker.image;

/** The eight values of the EXIF tag: how stored rows and columns become an upright picture. */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  UPSIDE_DOWN(false, true, true),
  MIRRORED_UPSIDE_DOWN(false, false, true),
  TRANSPOSED(true, false, false),
  TURNED_RIGHT(true, false, true),
  TRANSVERSED(true, true, true),
  TURNED_LEFT(true, true, false);

  private final boolean swapsSides;
  private final boolean fromRight;
  private final boolean fromBottom;

  /**
   * @param swapsSides whether a row of the upright picture is a column of the stored one
   * @param fromRight whether stored columns are read from the right
   * @param fromBottom whether stored rows are read from the bottom
   */
  Orientation(boolean swapsSides, boolean fromRight, boolean fromBottom) {
    this.swapsSides = swapsSides;
    this.fromRight = fromRight;
    this.fromBottom = fromBottom;
  }

  /** The orientation of a tag value from 1 to 8; upright for any other, as browsers do. */
  static Orientation of(int tag) {
    return tag >= 1 && tag <= 8 ? values()[tag - 1] : UPRIGHT;
  }

  int width(int storedWidth, int storedHeight) {
    return swapsSides ? storedHeight : storedWidth;
  }

  int height(int storedWidth, int storedHeight) {
    return swapsSides ? storedWidth : storedHeight;
  }

  /** Index in the stored pixels of the first pixel of an upright row. */
  int rowStart(int row, int storedWidth, int storedHeight) {
    int along = swapsSides ? row : 0;
    int across = swapsSides ? 0 : row;
    int column = fromRight ? storedWidth - 1 - along : along;
    int line = fromBottom ? storedHeight - 1 - across : across;
    return line * storedWidth + column;
  }

  /** Distance in the stored pixels between neighbours of an upright row. */
  int step(int storedWidth) {
    if (swapsSides) {
      return fromBottom ? -storedWidth : storedWidth;
    }
    return fromRight ? -1 : 1;
  }
}
