package dev.likeness.worker.heif;

import dev.likeness.kit.image.HeifFile.CodedColors;

/**
 * Rows of red, green and blue from the samples of a picture, in the colors of the picture. Samples
 * of color that stand for two columns or rows are spread linearly, each in the middle of what it
 * stands for, as libwebp and libheif do. Source: ITU-T H.273 section 8.3 (matrices).
 */
final class RgbRows {
  private static final int FRACTION = 13;
  private static final int HALF = 1 << (FRACTION - 1);
  private static final int IDENTITY = 0;
  private static final int Y_CG_CO = 8;

  private final FrameSamples samples;
  private final int max;
  private final boolean swapped;
  private final int[] luma;
  private final int[] uRed;
  private final int[] uGreen;
  private final int[] uBlue;
  private final int[] vRed;
  private final int[] vGreen;
  private final int[] vBlue;
  private final int[][] read;
  private final int[] mixed;

  /**
   * @param max what full light becomes: 255 or 65,535
   */
  RgbRows(FrameSamples samples, CodedColors colors, int max) {
    this.samples = samples;
    this.max = max;
    this.swapped = !samples.isRgb() && !samples.isGray() && colors.matrix() == IDENTITY;
    int levels = 1 << samples.depth();
    boolean full = samples.isRgb() || colors.fullRange();
    double unit = full ? levels - 1 : levels * 219. / 256;
    double black = full ? 0 : levels / 16.;
    double colorUnit = full ? levels - 1 : levels * 224. / 256;
    double[] u = colors.matrix() == Y_CG_CO ? new double[] {-1, 1, -1} : blueDifference(colors);
    double[] v = colors.matrix() == Y_CG_CO ? new double[] {1, 0, -1} : redDifference(colors);
    this.luma = table(levels, black, unit, 1);
    this.uRed = table(levels, levels / 2., colorUnit, u[0]);
    this.uGreen = table(levels, levels / 2., colorUnit, u[1]);
    this.uBlue = table(levels, levels / 2., colorUnit, u[2]);
    this.vRed = table(levels, levels / 2., colorUnit, v[0]);
    this.vGreen = table(levels, levels / 2., colorUnit, v[1]);
    this.vBlue = table(levels, levels / 2., colorUnit, v[2]);
    this.read = new int[5][samples.width()];
    this.mixed = new int[samples.width()];
  }

  /**
   * @param rgb three values of 0 to {@code max} for each column
   */
  void read(int row, int[] rgb) {
    samples.read(0, row, read[0]);
    if (samples.isGray()) {
      for (int x = 0, at = 0; x < samples.width(); x++, at += 3) {
        int value = rounded(luma[read[0][x]]);
        rgb[at] = value;
        rgb[at + 1] = value;
        rgb[at + 2] = value;
      }
      return;
    }
    spread(1, row, read[1]);
    spread(2, row, read[2]);
    if (samples.isRgb() || swapped) {
      copy(rgb);
      return;
    }
    int[] lights = read[0];
    int[] blues = read[1];
    int[] reds = read[2];
    int width = samples.width();
    for (int x = 0, at = 0; x < width; x++, at += 3) {
      int light = luma[lights[x]];
      int u = blues[x];
      int v = reds[x];
      rgb[at] = rounded(light + uRed[u] + vRed[v]);
      rgb[at + 1] = rounded(light + uGreen[u] + vGreen[v]);
      rgb[at + 2] = rounded(light + uBlue[u] + vBlue[v]);
    }
  }

  /** Samples that are red, green and blue already; as YUV they come as green, blue, red. */
  private void copy(int[] rgb) {
    int red = swapped ? 2 : 0;
    int green = swapped ? 0 : 1;
    int blue = swapped ? 1 : 2;
    for (int x = 0, at = 0; x < samples.width(); x++, at += 3) {
      rgb[at] = rounded(luma[read[red][x]]);
      rgb[at + 1] = rounded(luma[read[green][x]]);
      rgb[at + 2] = rounded(luma[read[blue][x]]);
    }
  }

  /** A row of a component with a sample for every column. */
  private void spread(int component, int row, int[] target) {
    int near = samples.halvesRows() && !samples.isRgb() ? row >> 1 : row;
    if (!samples.isUsual()) {
      spreadCoarsely(component, row, target);
      return;
    }
    samples.read(component, near, read[3]);
    int width = samples.widthOf(component);
    if (near == row && width == samples.width()) {
      System.arraycopy(read[3], 0, target, 0, width);
      return;
    }
    int far =
        near == row ? row : Math.clamp(near + ((row & 1) == 1 ? 1 : -1), 0, lastRow(component));
    int[] other = read[3];
    if (far != near) {
      samples.read(component, far, read[4]);
      other = read[4];
    }
    for (int x = 0; x < width; x++) {
      mixed[x] = 3 * read[3][x] + other[x];
    }
    if (width == samples.width()) {
      for (int x = 0; x < width; x++) {
        target[x] = (mixed[x] + 2) >> 2;
      }
      return;
    }
    int last = samples.width() - 1;
    target[0] = (mixed[0] + 2) >> 2;
    target[last] = (mixed[last >> 1] + 2) >> 2;
    for (int x = 1; x < last; x++) {
      int column = x >> 1;
      int beside = column - 1 + ((x & 1) << 1);
      target[x] = (3 * mixed[column] + mixed[beside] + 8) >> 4;
    }
  }

  /** Where a sample stands for more than two columns or rows, which photos do not have. */
  private void spreadCoarsely(int component, int row, int[] target) {
    int width = samples.widthOf(component);
    samples.read(component, row * samples.heightOf(component) / samples.height(), read[3]);
    for (int x = 0; x < samples.width(); x++) {
      target[x] = read[3][x * width / samples.width()];
    }
  }

  private int lastRow(int component) {
    return samples.heightOf(component) - 1;
  }

  private int rounded(int value) {
    int whole = (value + HALF) >> FRACTION;
    return whole < 0 ? 0 : Math.min(whole, max);
  }

  private int[] table(int levels, double zero, double unit, double factor) {
    int[] table = new int[levels];
    for (int i = 0; i < levels; i++) {
      table[i] = (int) Math.round((i - zero) / unit * factor * max * (1 << FRACTION));
    }
    return table;
  }

  /** What a difference of blue adds to red, green and blue. */
  private static double[] blueDifference(CodedColors colors) {
    double[] k = parts(colors);
    double green = 1 - k[0] - k[1];
    return new double[] {0, -2 * k[1] * (1 - k[1]) / green, 2 * (1 - k[1])};
  }

  /** What a difference of red adds to red, green and blue. */
  private static double[] redDifference(CodedColors colors) {
    double[] k = parts(colors);
    double green = 1 - k[0] - k[1];
    return new double[] {2 * (1 - k[0]), -2 * k[0] * (1 - k[0]) / green, 0};
  }

  /** Parts of red and blue in brightness; those of BT.601 where nothing is said. */
  private static double[] parts(CodedColors colors) {
    return switch (colors.matrix()) {
      case 1 -> new double[] {.2126, .0722};
      case 4 -> new double[] {.3, .11};
      case 7 -> new double[] {.212, .087};
      case 9, 10 -> new double[] {.2627, .0593};
      case 12, 13 -> colors.primaries() == 12 ? new double[] {.229, .0793} : ofPrimaries(colors);
      default -> new double[] {.299, .114};
    };
  }

  private static double[] ofPrimaries(CodedColors colors) {
    return colors.primaries() == 9 ? new double[] {.2627, .0593} : new double[] {.2126, .0722};
  }
}
