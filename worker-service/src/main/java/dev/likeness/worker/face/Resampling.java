package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Reads a photo at other places than its pixels: bilinear. Where the result is less than half as
 * large, several samples are averaged for a pixel, so that fine detail does not turn into noise.
 */
public final class Resampling {
  private Resampling() {}

  /** What is seen beyond the photo. */
  public enum Outside {
    BLACK,
    /** The photo's last pixels. */
    REPEATED
  }

  /**
   * A new photo, black beyond the source, for the caller to close.
   *
   * @param toSource takes a pixel of the result to its place in {@code source}
   */
  public static Photo resample(Photo source, Similarity toSource, int width, int height) {
    return resample(source, toSource, width, height, Outside.BLACK);
  }

  /** The same with a choice of what is seen beyond the source. */
  public static Photo resample(
      Photo source, Similarity toSource, int width, int height, Outside outside) {
    Photo result = Photo.allocate(width, height);
    ByteBuffer out = result.pixels();
    Sampler sampler = new Sampler(source, outside);
    int steps = Math.max(1, (int) Math.ceil(toSource.scale() / 2));
    double[] sum = new double[Photo.CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sum[0] = sum[1] = sum[2] = 0;
        for (int i = 0; i < steps * steps; i++) {
          double u = x + (i % steps + .5) / steps - .5;
          double v = y + (Math.floorDiv(i, steps) + .5) / steps - .5;
          sampler.add(
              toSource.a() * u - toSource.b() * v + toSource.tx(),
              toSource.b() * u + toSource.a() * v + toSource.ty(),
              sum);
        }
        for (double channel : sum) {
          out.put((byte) Math.round(channel / (steps * steps)));
        }
      }
    }
    return result;
  }

  private static final class Sampler {
    private final ByteBuffer pixels;
    private final int width;
    private final int height;
    private final Outside outside;

    Sampler(Photo photo, Outside outside) {
      this.outside = outside;
      pixels = photo.pixels();
      width = photo.width();
      height = photo.height();
    }

    void add(double x, double y, double[] sum) {
      switch (outside) {
        case BLACK -> bilinear(x, y, sum);
        case REPEATED -> bilinear(Math.clamp(x, 0, width - 1), Math.clamp(y, 0, height - 1), sum);
      }
    }

    private void bilinear(double x, double y, double[] sum) {
      if (!(x > -1 && y > -1 && x < width && y < height)) {
        return;
      }
      int left = (int) Math.floor(x);
      int top = (int) Math.floor(y);
      double right = x - left;
      double below = y - top;
      add(left, top, (1 - right) * (1 - below), sum);
      add(left + 1, top, right * (1 - below), sum);
      add(left, top + 1, (1 - right) * below, sum);
      add(left + 1, top + 1, right * below, sum);
    }

    private void add(int x, int y, double weight, double[] sum) {
      if (x < 0 || y < 0 || x >= width || y >= height || weight == 0) {
        return;
      }
      int at = (y * width + x) * Photo.CHANNELS;
      sum[0] += weight * (pixels.get(at) & 255);
      sum[1] += weight * (pixels.get(at + 1) & 255);
      sum[2] += weight * (pixels.get(at + 2) & 255);
    }
  }
}
