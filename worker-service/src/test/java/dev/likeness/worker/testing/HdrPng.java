package dev.likeness.worker.testing;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.List;

/**
 * Draws PNGs of 16 bits whose samples are light in the primaries of BT.2020, with the formulas of
 * the standards that go from light to samples. Sources: ITU-R BT.2087 (primaries), SMPTE ST 2084,
 * ITU-R BT.2100 (HLG, a screen of 1000 cd/m2), BT.2408 (203 cd/m2 are the white of a page).
 */
public final class HdrPng {
  private static final int SIDE = 32;
  private static final double PAGE_WHITE = 203;
  private static final double SCREEN = 1000;
  private static final double[][] TO_BT_2020 = {
    {.6274039, .3292830, .0433131}, {.0690973, .9195404, .0113623}, {.0163914, .0880133, .8955953}
  };

  private HdrPng() {}

  /** How samples stand for light, with the number of H.273. */
  public enum Curve {
    PQ(16) {
      @Override
      double[] samples(double[] light) {
        double[] samples = new double[3];
        for (int i = 0; i < 3; i++) {
          double power = Math.pow(light[i] / 10_000, 2610 / 16384.);
          samples[i] =
              Math.pow(
                  (3424 / 4096. + 2413 / 128. * power) / (1 + 2392 / 128. * power), 2523 / 32.);
        }
        return samples;
      }
    },
    HLG(18) {
      @Override
      double[] samples(double[] light) {
        double shown = (.2627 * light[0] + .678 * light[1] + .0593 * light[2]) / SCREEN;
        double[] samples = new double[3];
        for (int i = 0; i < 3; i++) {
          double scene = shown == 0 ? 0 : light[i] / SCREEN * Math.pow(shown, 1 / 1.2 - 1);
          samples[i] =
              scene <= 1 / 12.
                  ? Math.sqrt(3 * scene)
                  : .17883277 * Math.log(12 * scene - .28466892) + .55991073;
        }
        return samples;
      }
    };

    private final int number;

    Curve(int number) {
      this.number = number;
    }

    /**
     * @param light in cd/m2
     */
    abstract double[] samples(double[] light);
  }

  /**
   * Four quarters.
   *
   * @param times how many times as bright as on a page
   * @param colors in sRGB
   */
  public static byte[] file(Curve curve, double times, List<Integer> colors) throws IOException {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      int color = colors.get(2 * (2 * y / SIDE) + 2 * x / SIDE);
      raster.setPixel(x, y, samples(curve, times, color));
    }
    byte[] png = ImageFiles.file(new BufferedImage(model, raster, false, null), "png");
    byte[] numbers = {9, (byte) curve.number, 0, 1};
    return ImageFiles.pngWithChunk(png, "cICP", numbers);
  }

  private static int[] samples(Curve curve, double times, int color) {
    double[] own = new double[3];
    for (int i = 0; i < 3; i++) {
      own[i] = linear((color >> (16 - 8 * i) & 255) / 255.);
    }
    double[] light = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        light[i] += PAGE_WHITE * times * TO_BT_2020[i][k] * own[k];
      }
    }
    double[] samples = curve.samples(light);
    int[] stored = new int[3];
    for (int i = 0; i < 3; i++) {
      stored[i] = (int) Math.round(Math.clamp(samples[i], 0, 1) * 65_535);
    }
    return stored;
  }

  private static double linear(double stored) {
    return stored <= .04045 ? stored / 12.92 : Math.pow((stored + .055) / 1.055, 2.4);
  }
}
