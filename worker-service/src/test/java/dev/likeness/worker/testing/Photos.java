package dev.likeness.worker.testing;

import dev.likeness.worker.image.Photo;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;

/** Moves pictures between Java images and photos. */
public final class Photos {
  private Photos() {}

  /** The picture as a photo; the caller closes it. */
  public static Photo photo(BufferedImage image) {
    Photo photo = Photo.allocate(image.getWidth(), image.getHeight());
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        pixels.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
      }
    }
    return photo;
  }

  /** A pixel as 0xRRGGBB. */
  public static int rgb(Photo photo, int x, int y) {
    ByteBuffer pixels = photo.pixels().position(photo.offset(x, y));
    return (pixels.get() & 255) << 16 | (pixels.get() & 255) << 8 | (pixels.get() & 255);
  }

  /** A copy of all bytes. */
  public static byte[] bytes(Photo photo) {
    byte[] bytes = new byte[photo.pixels().remaining()];
    photo.pixels().get(bytes);
    return bytes;
  }
}
