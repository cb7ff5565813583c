package dev.likeness.worker.image;

import java.awt.color.CMMException;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.util.function.IntUnaryOperator;

/**
 * Converts the colours of plain images to sRGB, in place, where the file says what they are and its
 * reader did not look. Source: ICC.1:2022.
 */
final class Colours {
  /** Rows that are converted at a time, so that the image is never in memory twice. */
  private static final int STRIP = 64;

  private static final int LEVELS = 256;

  private Colours() {}

  /**
   * Applies an ICC profile. One that is damaged or of another kind of picture changes nothing: the
   * colours are taken as sRGB, as browsers do.
   *
   * @param components of the file's pixels: 1 for grey, 3 for RGB
   */
  static void convert(BufferedImage plain, byte[] profile, int components) {
    try {
      ICC_Profile embedded = ICC_Profile.getInstance(profile);
      if (embedded.getNumComponents() != components) {
        return;
      }
      var from = new ICC_ColorSpace(embedded);
      if (components == 1) {
        replace(plain, level -> grey(from, level));
      } else {
        convertStrips(plain, from);
      }
    } catch (IllegalArgumentException | CMMException e) {
      // As the comment of the method says.
    }
  }

  private static void convertStrips(BufferedImage plain, ICC_ColorSpace from) {
    int width = plain.getWidth();
    ColorModel model =
        new ComponentColorModel(from, false, false, ColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    var source = new BufferedImage(model, plain.getRaster(), false, null);
    var conversion = new ColorConvertOp(null);
    for (int top = 0; top < plain.getHeight(); top += STRIP) {
      int height = Math.min(STRIP, plain.getHeight() - top);
      var strip = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
      conversion.filter(source.getSubimage(0, top, width, height), strip);
      byte[] converted = Pixels.bytes(strip);
      System.arraycopy(converted, 0, Pixels.bytes(plain), top * width * 3, converted.length);
    }
  }

  private static int grey(ICC_ColorSpace from, int level) {
    float[] rgb = from.toRGB(new float[] {(float) level / (LEVELS - 1)});
    return rounded((rgb[0] + rgb[1] + rgb[2]) / 3);
  }

  private static void replace(BufferedImage plain, IntUnaryOperator conversion) {
    byte[] table = new byte[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      table[level] = (byte) conversion.applyAsInt(level);
    }
    byte[] bgr = Pixels.bytes(plain);
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = table[bgr[i] & 255];
    }
  }

  private static int rounded(double value) {
    return Math.clamp(Math.round(value * (LEVELS - 1)), 0, LEVELS - 1);
  }
}
