package dev.likeness.worker.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;

/**
 * Brings what the readers of the JDK and of TwelveMonkeys return into one layout: an image of type
 * {@code TYPE_3BYTE_BGR}, whose array is tight and begins at 0.
 */
final class Pixels {
  private Pixels() {}

  /** The decoded pixels, not copied. */
  static BufferedImage plain(HeifPixels.Raw raw) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(raw.bgr(), raw.bgr().length),
            raw.width(),
            raw.height(),
            raw.width() * 3,
            3,
            new int[] {2, 1, 0},
            null);
    return new BufferedImage(model, raster, false, null);
  }

  /** Opaque, 8 bits, without padding; the same image if it is so already. */
  static BufferedImage plain(BufferedImage image) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isTight(image.getRaster())) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = bytes(plain);
    RowReader reader =
        image.getColorModel() instanceof ComponentColorModel model
            ? new SampleRows(image.getRaster(), model)
            : new ColorRows(image);
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
   * Grey or RGB samples of 8 or 16 bits, perhaps with alpha. Taken as they are: Java's own
   * conversion treats grey samples as linear light and makes such pictures too bright.
   */
  private static final class SampleRows implements RowReader {
    private final Raster raster;
    private final boolean alpha;
    private final boolean premultiplied;
    private final int most;
    private int[] samples = new int[0];

    SampleRows(Raster raster, ComponentColorModel model) {
      this.raster = raster;
      this.alpha = model.hasAlpha();
      this.premultiplied = model.isAlphaPremultiplied();
      this.most = (1 << model.getComponentSize(0)) - 1;
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
      for (int x = 0, at = offset; x < raster.getWidth(); x++, at += 3) {
        int pixel = x * bands;
        int opacity = alpha ? samples[pixel + colours] : most;
        for (int c = 0; c < 3; c++) {
          int value = samples[pixel + (colours >= 3 ? c : 0)];
          bgr[at + 2 - c] = (byte) onWhite(value, opacity);
        }
      }
    }

    private int onWhite(int value, int opacity) {
      long colour = premultiplied ? (long) value * most : (long) value * opacity;
      long light = colour + (long) (most - opacity) * most;
      long full = (long) most * most;
      return (int) Math.min(255, (light * 255 + full / 2) / full);
    }
  }

  /** Anything else (palettes, packed pixels), through its colour model. */
  private static final class ColorRows implements RowReader {
    private final BufferedImage image;
    private int[] colours;

    ColorRows(BufferedImage image) {
      this.image = image;
      this.colours = new int[image.getWidth()];
    }

    @Override
    public void read(int y, byte[] bgr, int offset) {
      colours = image.getRGB(0, y, image.getWidth(), 1, colours, 0, image.getWidth());
      for (int x = 0, at = offset; x < image.getWidth(); x++, at += 3) {
        int opacity = colours[x] >>> 24;
        for (int c = 0; c < 3; c++) {
          int value = colours[x] >> (8 * c) & 255;
          bgr[at + c] = (byte) ((value * opacity + (255 - opacity) * 255 + 127) / 255);
        }
      }
    }
  }
}
