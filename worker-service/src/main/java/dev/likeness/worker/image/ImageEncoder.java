package dev.likeness.worker.image;

import dev.likeness.kit.image.ImageFormat;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes photos as files in sRGB, without metadata unless a mark is asked for. Any thread may call
 * it.
 */
public final class ImageEncoder {
  private static final float JPEG_QUALITY = .92f;
  private static final int[] RED_GREEN_BLUE = {0, 1, 2};

  /** The photo as a file for a customer, which says that models had a part in it. */
  public byte[] encode(Photo photo, ImageFormat format, AiMark mark) {
    return OutputMetadata.marked(encode(photo, format), format, mark);
  }

  /**
   * The photo as a file.
   *
   * @param format JPEG (quality 92) or PNG; the others are only read
   */
  public byte[] encode(Photo photo, ImageFormat format) {
    if (format != ImageFormat.JPEG && format != ImageFormat.PNG) {
      throw new IllegalArgumentException(format + " is not written");
    }
    BufferedImage image = image(photo);
    ImageWriter writer =
        ImageIO.getImageWriters(
                ImageTypeSpecifier.createFromRenderedImage(image),
                format.name().toLowerCase(Locale.ROOT))
            .next();
    ByteArrayOutputStream file = new ByteArrayOutputStream(photo.width() * photo.height() / 2);
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format == ImageFormat.JPEG) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private static BufferedImage image(Photo photo) {
    byte[] rgb = new byte[photo.width() * photo.height() * Photo.CHANNELS];
    photo.pixels().get(rgb);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length),
            photo.width(),
            photo.height(),
            photo.width() * Photo.CHANNELS,
            Photo.CHANNELS,
            RED_GREEN_BLUE,
            null);
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
  }
}
