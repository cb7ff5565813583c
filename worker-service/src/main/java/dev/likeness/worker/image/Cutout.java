package dev.likeness.worker.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/**
 * A part of a photo whose surroundings are transparent. Its file is a PNG; what is read back is
 * what was written, and only files of our own are read.
 *
 * @param colours also where nothing of them is seen; closed with the cut-out
 * @param opacity of each pixel, row by row, 0 to 255
 */
public record Cutout(Photo colours, byte[] opacity) implements AutoCloseable {
  private static final int CHANNELS = 4;

  public Cutout {
    if (opacity.length != colours.width() * colours.height()) {
      throw new IllegalArgumentException("every pixel has an opacity");
    }
  }

  /** The file. */
  public byte[] png() {
    int width = colours.width();
    var image = new BufferedImage(width, colours.height(), BufferedImage.TYPE_4BYTE_ABGR);
    byte[] abgr = bytes(image);
    byte[] row = new byte[width * Photo.CHANNELS];
    ByteBuffer pixels = colours.pixels();
    for (int pixel = 0; pixel < opacity.length; pixel++) {
      int x = pixel % width;
      if (x == 0) {
        pixels.get(row);
      }
      abgr[pixel * CHANNELS] = opacity[pixel];
      for (int c = 0; c < Photo.CHANNELS; c++) {
        abgr[pixel * CHANNELS + Photo.CHANNELS - c] = row[x * Photo.CHANNELS + c];
      }
    }
    var file = new ByteArrayOutputStream(abgr.length / 2);
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return file.toByteArray();
  }

  /** What {@link #png} has written; for the caller to close. */
  public static Cutout read(byte[] png) {
    BufferedImage image;
    try {
      image = ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new UncheckedIOException("a cut-out is damaged", e);
    }
    if (image == null || image.getType() != BufferedImage.TYPE_4BYTE_ABGR) {
      throw new IllegalArgumentException("the file is not a cut-out");
    }
    Photo colours = Photo.allocate(image.getWidth(), image.getHeight());
    byte[] abgr = bytes(image);
    byte[] opacity = new byte[abgr.length / CHANNELS];
    ByteBuffer pixels = colours.pixels();
    for (int pixel = 0; pixel < opacity.length; pixel++) {
      int at = pixel * CHANNELS;
      opacity[pixel] = abgr[at];
      pixels.put(abgr[at + 3]).put(abgr[at + 2]).put(abgr[at + 1]);
    }
    return new Cutout(colours, opacity);
  }

  public int width() {
    return colours.width();
  }

  public int height() {
    return colours.height();
  }

  @Override
  public void close() {
    colours.close();
  }

  private static byte[] bytes(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }
}
