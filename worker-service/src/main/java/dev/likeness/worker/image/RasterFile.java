package dev.likeness.worker.image;

import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.JpegFile;
import dev.likeness.kit.image.UnreadableImageException;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * A JPEG or PNG file that a reader of the JDK decodes; one of TwelveMonkeys where a JPEG is made of
 * inks. Readers are told to skip metadata, some of which a hostile file could inflate without end;
 * that of JPEG sees none at all. For one thread; closing frees the reader.
 */
final class RasterFile implements AutoCloseable {
  private static final int CHANNELS = 3;

  private static final String JDK = "java.desktop";

  /** Rows that the reader of inks converts at a time: a tenth of all, or more. */
  private static final int INK_STRIP = 1024;

  private static final int INKS = 4;

  private final ImageFormat format;
  private final boolean inks;
  private final byte[] file;
  private final int width;
  private final int height;
  private final Duration time;
  private final ImageReader reader;

  /**
   * @param time for reading the pixels
   */
  RasterFile(ImageFormat format, byte[] file, int width, int height, Duration time) {
    this.format = format;
    this.inks = format == ImageFormat.JPEG && JpegFile.of(file).components() == INKS;
    this.file = format == ImageFormat.JPEG && !inks ? JpegFile.of(file).essential() : file;
    this.width = width;
    this.height = height;
    this.time = time;
    this.reader = reader(format, inks);
  }

  /** Heap that reading so many rows takes. */
  long bytes(int rows) throws IOException {
    reader.setInput(new TimedInput(file, time), true, true);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      throw new IOException("no layout of pixels is known for the picture");
    }
    ImageTypeSpecifier type = types.next();
    long pixels = (long) width * rows;
    if (type.getBufferedImageType() != BufferedImage.TYPE_3BYTE_BGR) {
      return pixels * (CHANNELS + (bits(type) + 7) / 8);
    }
    return pixels * CHANNELS + (inks ? inkBytes() : 0);
  }

  /**
   * Reads the picture.
   *
   * @param strip rows to have in memory at a time
   * @throws UnreadableImageException if it is cut off
   */
  void read(int strip, Optional<SrgbConversion> conversion, AreaDownscaler target)
      throws IOException {
    long end = System.nanoTime() + time.toNanos();
    for (int top = 0; top < height; top += strip) {
      int rows = Math.min(strip, height - top);
      BufferedImage read = read(new Rectangle(0, top, width, rows), end);
      if (read.getWidth() != width || read.getHeight() != rows) {
        throw new IOException("the picture has another size than its header says");
      }
      byte[] bgr = Pixels.bytes(Pixels.plain(read, conversion));
      for (int y = 0; y < rows; y++) {
        target.add(bgr, y * width * CHANNELS);
      }
    }
  }

  @Override
  public void close() {
    reader.dispose();
  }

  private BufferedImage read(Rectangle region, long end) throws IOException {
    var truncated = new AtomicBoolean();
    var left = Duration.ofNanos(end - System.nanoTime());
    reader.setInput(new TimedInput(file, left), true, true);
    reader.removeAllIIOReadWarningListeners();
    reader.addIIOReadWarningListener(
        (_, warning) ->
            truncated.compareAndSet(
                false, warning.toLowerCase(Locale.ROOT).contains("premature end")));
    ImageReadParam parameters = reader.getDefaultReadParam();
    if (region.height < height) {
      parameters.setSourceRegion(region);
    }
    BufferedImage image = reader.read(0, parameters);
    if (truncated.get()) {
      throw UnreadableImageException.cutOff(format.toString());
    }
    return image;
  }

  /** Bits of a pixel as the reader stores it: whole samples, whatever the color model says. */
  private static long bits(ImageTypeSpecifier type) {
    int bytes = DataBuffer.getDataTypeSize(type.getSampleModel().getDataType()) / 8;
    return Math.max(type.getColorModel().getPixelSize(), 8L * bytes * type.getNumBands());
  }

  /** What the reader of inks holds beside the picture. */
  private long inkBytes() {
    return (long) Math.min(height, Math.max(INK_STRIP, height / 10)) * width * INKS;
  }

  private static ImageReader reader(ImageFormat format, boolean inks) {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (JDK.equals(reader.getClass().getModule().getName()) != inks) {
        return reader;
      }
    }
    throw new IllegalStateException("no reader for " + format + " on the class path");
  }
}
