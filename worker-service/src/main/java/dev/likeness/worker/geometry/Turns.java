package dev.likeness.worker.geometry;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Turns and mirrors photos. Quarter turns and mirroring lose nothing. A turn by another angle is
 * resampled (bicubic, Catmull-Rom) and cut to the largest frame of the same proportions that has no
 * empty corners.
 */
public final class Turns {
  /** Less turns no pixel of the largest photo into another. */
  private static final double LEAST_DEGREES = .01;

  private Turns() {}

  /** Turned clockwise. */
  public static Photo turned(Photo photo, double degrees) {
    double quarters = Math.rint(degrees / 90);
    double rest = degrees - quarters * 90;
    Photo upright = quarterTurned(photo, Math.floorMod((int) quarters, 4));
    if (Math.abs(rest) < LEAST_DEGREES) {
      return upright;
    }
    try {
      return slightlyTurned(upright, Math.toRadians(rest));
    } finally {
      if (upright != photo) {
        upright.close();
      }
    }
  }

  /** With left and right exchanged. */
  public static Photo mirrored(Photo photo) {
    return copied(
        photo, photo.width(), photo.height(), (x, y) -> photo.offset(photo.width() - 1 - x, y));
  }

  /** With top and bottom exchanged. */
  public static Photo flipped(Photo photo) {
    return copied(
        photo, photo.width(), photo.height(), (x, y) -> photo.offset(x, photo.height() - 1 - y));
  }

  private static Photo quarterTurned(Photo photo, int quarters) {
    int width = photo.width();
    int height = photo.height();
    return switch (quarters) {
      case 1 -> copied(photo, height, width, (x, y) -> photo.offset(y, height - 1 - x));
      case 2 -> copied(photo, width, height, (x, y) -> photo.offset(width - 1 - x, height - 1 - y));
      case 3 -> copied(photo, height, width, (x, y) -> photo.offset(width - 1 - y, x));
      default -> photo;
    };
  }

  /** Where the pixel of a new photo comes from. */
  private interface Source {
    int offset(int x, int y);
  }

  private static Photo copied(Photo photo, int width, int height, Source source) {
    Photo copy = Photo.allocate(width, height);
    ByteBuffer from = photo.pixels();
    ByteBuffer to = copy.pixels();
    var row = new byte[width * Photo.CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0, at = 0; x < width; x++, at += Photo.CHANNELS) {
        from.get(source.offset(x, y), row, at, Photo.CHANNELS);
      }
      to.put(row);
    }
    return copy;
  }

  private static Photo slightlyTurned(Photo photo, double angle) {
    double sin = Math.abs(Math.sin(angle));
    double cos = Math.cos(angle);
    double scale =
        Math.min(
            photo.width() / (photo.width() * cos + photo.height() * sin),
            photo.height() / (photo.width() * sin + photo.height() * cos));
    int width = Math.max(1, (int) Math.floor(photo.width() * scale));
    int height = Math.max(1, (int) Math.floor(photo.height() * scale));
    Photo turned = Photo.allocate(width, height);
    var bicubic = new Bicubic(photo);
    ByteBuffer to = turned.pixels();
    var row = new byte[width * Photo.CHANNELS];
    for (int y = 0; y < height; y++) {
      double down = y + .5 - height / 2.0;
      for (int x = 0; x < width; x++) {
        double across = x + .5 - width / 2.0;
        bicubic.sample(
            across * cos + down * Math.sin(angle) + photo.width() / 2.0 - .5,
            down * cos - across * Math.sin(angle) + photo.height() / 2.0 - .5,
            row,
            x * Photo.CHANNELS);
      }
      to.put(row);
    }
    return turned;
  }

  /** Values between pixels, from the sixteen around. */
  private static final class Bicubic {
    private final byte[] pixels;
    private final int width;
    private final int height;
    private final double[] across = new double[4];
    private final double[] down = new double[4];

    Bicubic(Photo photo) {
      this.pixels = new byte[photo.pixels().remaining()];
      photo.pixels().get(pixels);
      this.width = photo.width();
      this.height = photo.height();
    }

    void sample(double x, double y, byte[] target, int at) {
      int left = (int) Math.floor(x);
      int top = (int) Math.floor(y);
      weigh(x - left, across);
      weigh(y - top, down);
      double red = 0;
      double green = 0;
      double blue = 0;
      for (int j = 0; j < 4; j++) {
        int line = Math.clamp(top - 1 + j, 0, height - 1) * width;
        for (int i = 0; i < 4; i++) {
          int pixel = (line + Math.clamp(left - 1 + i, 0, width - 1)) * Photo.CHANNELS;
          double weight = down[j] * across[i];
          red += weight * (pixels[pixel] & 255);
          green += weight * (pixels[pixel + 1] & 255);
          blue += weight * (pixels[pixel + 2] & 255);
        }
      }
      target[at] = (byte) Math.clamp(Math.round(red), 0, 255);
      target[at + 1] = (byte) Math.clamp(Math.round(green), 0, 255);
      target[at + 2] = (byte) Math.clamp(Math.round(blue), 0, 255);
    }

    private static void weigh(double t, double[] weights) {
      weights[0] = t * (-.5 + t * (1 - .5 * t));
      weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
      weights[2] = t * (.5 + t * (2 - 1.5 * t));
      weights[3] = t * t * (-.5 + .5 * t);
    }
  }
}
