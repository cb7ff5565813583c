package dev.likeness.worker.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Brings what the readers of the JDK and of TwelveMonkeys return into one layout: an image of type
 * {@code TYPE_3BYTE_BGR}, whose array is tight and begins at 0.
 */
final class Pixels {
  private Pixels() {}

  /**
   * Opaque, 8 bits, without padding; the same image if it is so already.
   *
   * @param conversion of its colors; empty to leave them as they are
   */
  static BufferedImage plain(BufferedImage image, Optional<SrgbConversion> conversion) {
    if (conversion.isEmpty()
        && image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && isTight(image.getRaster())) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = bytes(plain);
    RowReader reader =
        image.getColorModel() instanceof ComponentColorModel model
            ? new SampleRows(image.getRaster(), model, conversion)
            : new ColorRows(image, conversion);
    for (int y = 0; y < height; y++) {
      reader.read(y, bgr, y * width * 3);
    }
    return plain;
  }

  /** Copies into the photo, upright. */
  static void copy(BufferedImage plain, Orientation orientation, Photo photo) {
    byte[] bgr = bytes(plain);
    int width = plain.getWidth();
    int step = orientation.step(width) * 3;
    byte[] row = new byte[photo.width() * 3];
    ByteBuffer target = photo.pixels();
    for (int y = 0; y < photo.height(); y++) {
      int from = orientation.rowStart(y, width, plain.getHeight()) * 3;
      for (int to = 0; to < row.length; to += 3, from += step) {
        row[to] = bgr[from + 2];
        row[to + 1] = bgr[from + 1];
        row[to + 2] = bgr[from];
      }
      target.put(row);
    }
  }

  /** The array behind a plain image. */
  static byte[] bytes(BufferedImage plain) {
    return ((DataBufferByte) plain.getRaster().getDataBuffer()).getData();
  }

  private static boolean isTight(Raster raster) {
    return raster.getSampleModel() instanceof ComponentSampleModel model
        && model.getScanlineStride() == raster.getWidth() * 3
        && raster.getDataBuffer() instanceof DataBufferByte data
        && data.getNumBanks() == 1
        && data.getOffset() == 0
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0;
  }

  private interface RowReader {
    void read(int y, byte[] bgr, int offset);
  }

  /**
   * Gray or RGB samples of 8 or 16 bits, perhaps with alpha. Taken as they are: Java's own
   * conversion treats gray samples as linear light and makes such pictures too bright.
   */
  private static final class SampleRows implements RowReader {
    private final Raster raster;
    private final boolean alpha;
    private final boolean premultiplied;
    private final int most;
    private final Optional<SrgbConversion> conversion;
    private final int[] rgb;
    private int[] samples = new int[0];

    SampleRows(Raster raster, ComponentColorModel model, Optional<SrgbConversion> conversion) {
      this.raster = raster;
      this.alpha = model.hasAlpha();
      this.premultiplied = model.isAlphaPremultiplied();
      this.most = (1 << model.getComponentSize(0)) - 1;
      this.conversion = conversion;
      this.rgb = new int[raster.getWidth() * 3];
    }

    @Override
    public void read(int y, byte[] bgr, int offset) {
      int bands = raster.getNumBands();
      int colours = alpha ? bands - 1 : bands;
      samples =
          raster.getPixels(
              raster.getMinX(),
              raster.getMinY() + y,
              raster.getWidth(),
              1,
              samples.length == 0 ? (int[]) null : samples);
      for (int x = 0, to = 0; x < raster.getWidth(); x++) {
        for (int c = 0; c < 3; c++, to++) {
          rgb[to] = samples[x * bands + (colours >= 3 ? c : 0)];
        }
      }
      int full = converted();
      for (int x = 0, at = offset; x < raster.getWidth(); x++, at += 3) {
        int opacity = alpha ? samples[x * bands + colours] : most;
        for (int c = 0; c < 3; c++) {
          bgr[at + 2 - c] = (byte) onWhite(rgb[x * 3 + c], full, opacity);
        }
      }
    }

    /** Converts the row; what a full sample is afterwards. */
    private int converted() {
      if (conversion.isEmpty()) {
        return most;
      }
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (int) ((long) rgb[i] * 65_535 / most);
      }
      conversion.get().convert(rgb, raster.getWidth());
      return 255;
    }

    private int onWhite(int value, int full, int opacity) {
      long colour = premultiplied ? (long) value * most : (long) value * opacity;
      long light = colour + (long) (most - opacity) * full;
      long whole = (long) most * full;
      return (int) Math.min(255, (light * 255 + whole / 2) / whole);
    }
  }

  /** Anything else (palettes, packed pixels), through its colour model. */
  private static final class ColorRows implements RowReader {
    private final BufferedImage image;
    private final Optional<SrgbConversion> conversion;
    private final int[] rgb;
    private int[] colours;

    ColorRows(BufferedImage image, Optional<SrgbConversion> conversion) {
      this.image = image;
      this.conversion = conversion;
      this.rgb = new int[image.getWidth() * 3];
      this.colours = new int[image.getWidth()];
    }

    @Override
    public void read(int y, byte[] bgr, int offset) {
      colours = image.getRGB(0, y, image.getWidth(), 1, colours, 0, image.getWidth());
      int scale = conversion.isPresent() ? 257 : 1;
      for (int x = 0, to = 0; x < image.getWidth(); x++) {
        for (int shift = 16; shift >= 0; shift -= 8, to++) {
          rgb[to] = (colours[x] >> shift & 255) * scale;
        }
      }
      conversion.ifPresent(to -> to.convert(rgb, image.getWidth()));
      for (int x = 0, at = offset; x < image.getWidth(); x++, at += 3) {
        int opacity = colours[x] >>> 24;
        for (int c = 0; c < 3; c++) {
          int value = rgb[x * 3 + 2 - c];
          bgr[at + c] = (byte) ((value * opacity + (255 - opacity) * 255 + 127) / 255);
        }
      }
    }
  }
}
