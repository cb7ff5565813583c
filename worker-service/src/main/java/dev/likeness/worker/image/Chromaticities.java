package dev.likeness.worker.image;

/**
 * Where red, green, blue and white of a color space lie, as x and y of CIE 1931. Sources: ITU-T
 * H.273 table 2; ISO/IEC 15948 section 11.3.2.1 (cHRM).
 */
record Chromaticities(
    double redX,
    double redY,
    double greenX,
    double greenY,
    double blueX,
    double blueY,
    double whiteX,
    double whiteY) {
  static final Chromaticities SRGB = d65(.64, .33, .3, .6, .15, .06);
  static final Chromaticities DISPLAY_P3 = d65(.68, .32, .265, .69, .15, .06);
  static final Chromaticities BT_2020 = d65(.708, .292, .17, .797, .131, .046);
  static final Chromaticities ADOBE_RGB = d65(.64, .33, .21, .71, .15, .06);

  private static final double D65_X = .3127;
  private static final double D65_Y = .329;
  private static final double SAME = .002;

  /** Cone responses (Bradford), for the change from one white to another. */
  private static final double[] CONES = {
    .8951, .2664, -.1614, -.7502, 1.7135, .0367, .0389, -.0685, 1.0296
  };

  private static Chromaticities d65(
      double redX, double redY, double greenX, double greenY, double blueX, double blueY) {
    return new Chromaticities(redX, redY, greenX, greenY, blueX, blueY, D65_X, D65_Y);
  }

  /** Those of a number in H.273; of sRGB where it is unspecified or not known. */
  static Chromaticities ofNumber(int primaries) {
    return switch (primaries) {
      case 4 -> new Chromaticities(.67, .33, .21, .71, .14, .08, .31, .316);
      case 5 -> d65(.64, .33, .29, .6, .15, .06);
      case 6, 7 -> d65(.63, .34, .31, .595, .155, .07);
      case 8 -> new Chromaticities(.681, .319, .243, .692, .145, .049, .31, .316);
      case 9 -> BT_2020;
      case 10 -> new Chromaticities(1, 0, 0, 1, 0, 0, 1 / 3., 1 / 3.);
      case 11 -> new Chromaticities(.68, .32, .265, .69, .15, .06, .314, .351);
      case 12 -> DISPLAY_P3;
      case 22 -> d65(.63, .34, .295, .605, .155, .077);
      default -> SRGB;
    };
  }

  boolean isSrgb() {
    return near(redX, SRGB.redX)
        && near(redY, SRGB.redY)
        && near(greenX, SRGB.greenX)
        && near(greenY, SRGB.greenY)
        && near(blueX, SRGB.blueX)
        && near(blueY, SRGB.blueY)
        && near(whiteX, SRGB.whiteX)
        && near(whiteY, SRGB.whiteY);
  }

  /** Whether colors can be computed from them: not all on a line, and white in sight. */
  boolean areUsable() {
    double area = (greenX - redX) * (blueY - redY) - (blueX - redX) * (greenY - redY);
    return Math.abs(area) > SAME && whiteY > SAME;
  }

  /** Parts of red, green and blue in luminance; their sum is 1. */
  double[] luminance() {
    double[] xyz = toXyz();
    return new double[] {xyz[3], xyz[4], xyz[5]};
  }

  /** Three rows of three: from linear light of these primaries to that of sRGB. */
  double[] toSrgb() {
    return product(inverse(SRGB.toXyz()), product(adaptation(), toXyz()));
  }

  /** From linear light to X, Y and Z; white has Y = 1. */
  private double[] toXyz() {
    double[] primaries = {
      redX,
      greenX,
      blueX,
      redY,
      greenY,
      blueY,
      1 - redX - redY,
      1 - greenX - greenY,
      1 - blueX - blueY
    };
    double[] share = applied(inverse(primaries), white());
    double[] scaled = new double[9];
    for (int i = 0; i < 9; i++) {
      scaled[i] = primaries[i] * share[i % 3];
    }
    return scaled;
  }

  private double[] white() {
    return new double[] {whiteX / whiteY, 1, (1 - whiteX - whiteY) / whiteY};
  }

  private double[] adaptation() {
    double[] from = applied(CONES, white());
    double[] to = applied(CONES, SRGB.white());
    double[] scale = {to[0] / from[0], 0, 0, 0, to[1] / from[1], 0, 0, 0, to[2] / from[2]};
    return product(inverse(CONES), product(scale, CONES));
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) < SAME;
  }

  private static double[] applied(double[] matrix, double[] vector) {
    double[] result = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int i = 0; i < 3; i++) {
        result[row] += matrix[row * 3 + i] * vector[i];
      }
    }
    return result;
  }

  private static double[] product(double[] left, double[] right) {
    double[] result = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int i = 0; i < 3; i++) {
          result[row * 3 + column] += left[row * 3 + i] * right[i * 3 + column];
        }
      }
    }
    return result;
  }

  private static double[] inverse(double[] m) {
    double[] cofactors = {
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
    };
    double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
    double[] inverse = new double[9];
    for (int i = 0; i < 9; i++) {
      inverse[i] = cofactors[i] / determinant;
    }
    return inverse;
  }
}
