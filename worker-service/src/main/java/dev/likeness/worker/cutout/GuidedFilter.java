package dev.likeness.worker.cutout;

/**
 * Gives a rough mask the edges of a picture: near every pixel the mask is taken for a linear
 * function of the three colours (He, Sun and Tang, "Guided image filtering", 2013). Its
 * coefficients are smooth, so they can be found in a small picture and used in a large one.
 */
final class GuidedFilter {
  private GuidedFilter() {}

  /**
   * Slopes for red, green and blue, and offset, as four planes.
   *
   * @param smoothing variance below which colours count as one
   */
  static float[][] coefficients(Planes guide, float[] mask, int reach, float smoothing) {
    int width = guide.width();
    int height = guide.height();
    float[][] colours = guide.channels();
    float[] meanMask = Box.mean(mask, width, height, reach);
    var means = new float[3][];
    var covariances = new float[3][];
    for (int c = 0; c < 3; c++) {
      means[c] = Box.mean(colours[c], width, height, reach);
      covariances[c] = Box.mean(product(colours[c], mask), width, height, reach);
    }
    var pairs = new float[6][];
    for (int c = 0, pair = 0; c < 3; c++) {
      for (int d = c; d < 3; d++) {
        pairs[pair++] = Box.mean(product(colours[c], colours[d]), width, height, reach);
      }
    }
    var found = new float[4][mask.length];
    var slope = new double[3];
    for (int i = 0; i < mask.length; i++) {
      solve(i, means, pairs, covariances, meanMask[i], smoothing, slope);
      double offset = meanMask[i];
      for (int c = 0; c < 3; c++) {
        found[c][i] = (float) slope[c];
        offset -= slope[c] * means[c][i];
      }
      found[3][i] = (float) offset;
    }
    for (int c = 0; c < found.length; c++) {
      found[c] = Box.mean(found[c], width, height, reach);
    }
    return found;
  }

  /** The 3 x 3 system of one pixel, by Cramer's rule. */
  private static void solve(
      int i,
      float[][] means,
      float[][] pairs,
      float[][] covariances,
      double meanMask,
      double smoothing,
      double[] slope) {
    double red = means[0][i];
    double green = means[1][i];
    double blue = means[2][i];
    double rr = pairs[0][i] - red * red + smoothing;
    double rg = pairs[1][i] - red * green;
    double rb = pairs[2][i] - red * blue;
    double gg = pairs[3][i] - green * green + smoothing;
    double gb = pairs[4][i] - green * blue;
    double bb = pairs[5][i] - blue * blue + smoothing;
    double r = covariances[0][i] - red * meanMask;
    double g = covariances[1][i] - green * meanMask;
    double b = covariances[2][i] - blue * meanMask;
    double ggbb = gg * bb - gb * gb;
    double gbrb = gb * rb - rg * bb;
    double rggb = rg * gb - gg * rb;
    double determinant = rr * ggbb + rg * gbrb + rb * rggb;
    slope[0] = (ggbb * r + gbrb * g + rggb * b) / determinant;
    slope[1] = (gbrb * r + (rr * bb - rb * rb) * g + (rg * rb - rr * gb) * b) / determinant;
    slope[2] = (rggb * r + (rg * rb - rr * gb) * g + (rr * gg - rg * rg) * b) / determinant;
  }

  static float[] product(float[] a, float[] b) {
    var product = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }
}
