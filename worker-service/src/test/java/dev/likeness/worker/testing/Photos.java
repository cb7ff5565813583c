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

  /** Part of the pixels, 0 to 1, in which a channel is (nearly) as bright as can be. */
  public static double clipped(Photo photo) {
    byte[] bytes = bytes(photo);
    int clipped = 0;
    for (int i = 0; i < bytes.length; i += Photo.CHANNELS) {
      if (largest(bytes, i) >= 254) {
        clipped++;
      }
    }
    return (double) Photo.CHANNELS * clipped / bytes.length;
  }

  /** Mean difference of two pictures of the same size, in levels of 255. */
  public static double difference(Photo one, Photo other) {
    byte[] a = bytes(one);
    byte[] b = bytes(other);
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return (double) sum / a.length;
  }

  /**
   * How colorful a picture is where another one is dark: mean distance between the largest and the
   * smallest channel, in levels of 255.
   */
  public static double colorInShadows(Photo dark, Photo picture) {
    byte[] where = bytes(dark);
    byte[] bytes = bytes(picture);
    long sum = 0;
    int pixels = 0;
    for (int i = 0; i < bytes.length; i += Photo.CHANNELS) {
      if (largest(where, i) < 50) {
        sum += largest(bytes, i) - smallest(bytes, i);
        pixels++;
      }
    }
    return (double) sum / Math.max(1, pixels);
  }

  private static int largest(byte[] bytes, int at) {
    return Math.max(bytes[at] & 255, Math.max(bytes[at + 1] & 255, bytes[at + 2] & 255));
  }

  private static int smallest(byte[] bytes, int at) {
    return Math.min(bytes[at] & 255, Math.min(bytes[at + 1] & 255, bytes[at + 2] & 255));
  }

  /** How near one picture is to another of the same size, in decibels; at most 100. */
  public static double signalToNoise(Photo one, Photo other) {
    ByteBuffer first = one.pixels();
    ByteBuffer second = other.pixels();
    double squares = 0;
    int count = first.remaining();
    while (first.hasRemaining()) {
      int difference = (first.get() & 255) - (second.get() & 255);
      squares += difference * difference;
    }
    return Math.min(100, 10 * Math.log10(255. * 255 * count / Math.max(squares, 1e-9)));
  }
}
