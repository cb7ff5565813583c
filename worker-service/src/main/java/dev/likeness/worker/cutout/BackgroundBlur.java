package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Blurs what is not the subject of a photo as a wide aperture does: every point of light becomes a
 * disc. In light, not in stored values; and the subject is left out of the discs, so that it does
 * not shine into its surroundings. Thread safe.
 */
public final class BackgroundBlur {
  /** Radius of the largest disc, as a part of the long side. */
  private static final double LARGEST = .032;

  private BackgroundBlur() {}

  /**
   * A new photo for the caller to close.
   *
   * @param strength 0 to 1
   */
  public static Photo blurred(Photo photo, Matte matte, double strength) {
    Planes small = matte.small();
    double radius = strength * LARGEST * Math.max(small.width(), small.height());
    float[][] discs = discs(matte, Math.max(1, radius));
    var background =
        new Enlarged(discs, small.width(), small.height(), photo.width(), photo.height());
    Foreground.Lines foreground = new Foreground(matte).lines(photo.width(), photo.height());
    Matte.Lines lines = matte.lines(photo);
    byte[] result = new byte[photo.width() * Photo.CHANNELS];
    Photo blurred = Photo.allocate(photo.width(), photo.height());
    ByteBuffer pixels = blurred.pixels();
    for (int y = 0; y < photo.height(); y++) {
      lines.read(y);
      foreground.read(y);
      float[][] behind = background.line(y);
      for (int i = 0; i < result.length; i++) {
        int x = i / Photo.CHANNELS;
        int channel = i % Photo.CHANNELS;
        float opacity = lines.opacity()[x];
        byte stored = lines.colours()[i];
        if (opacity == 1) {
          result[i] = stored;
        } else if (opacity == 0) {
          result[i] = Light.toByte(behind[channel][x], x, y);
        } else {
          float own = foreground.light(x, channel, Light.ofByte(stored), opacity);
          result[i] = Light.toByte(opacity * own + (1 - opacity) * behind[channel][x], x, y);
        }
      }
      pixels.put(result);
    }
    return blurred;
  }

  /** The background alone, each pixel the mean of a disc around it. */
  private static float[][] discs(Matte matte, double radius) {
    Planes small = matte.small();
    int width = small.width();
    int height = small.height();
    float[] opacity = matte.opacity();
    var weights = new float[opacity.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(1 - 1.6f * opacity[i], 0) + 1e-5f;
    }
    float[] sums = disc(weights, width, height, radius);
    var discs = new float[Photo.CHANNELS][];
    for (int c = 0; c < Photo.CHANNELS; c++) {
      var light = new float[weights.length];
      for (int i = 0; i < light.length; i++) {
        light[i] = weights[i] * Light.of(small.channels()[c][i]);
      }
      discs[c] = disc(light, width, height, radius);
      for (int i = 0; i < light.length; i++) {
        discs[c][i] /= sums[i];
      }
    }
    return discs;
  }

  /** Sums over discs, by sums over the lines that they are made of. */
  private static float[] disc(float[] plane, int width, int height, double radius) {
    var sums = new double[height][width + 1];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sums[y][x + 1] = sums[y][x] + plane[y * width + x];
      }
    }
    var disc = new float[plane.length];
    int reach = (int) radius;
    for (int y = 0; y < height; y++) {
      for (int line = Math.max(0, y - reach); line <= Math.min(height - 1, y + reach); line++) {
        int half = (int) Math.sqrt((radius + .3) * (radius + .3) - (line - y) * (line - y));
        for (int x = 0; x < width; x++) {
          int left = Math.max(0, x - half);
          int right = Math.min(width, x + half + 1);
          disc[y * width + x] += (float) (sums[line][right] - sums[line][left]);
        }
      }
    }
    return Box.mean(disc, width, height, 1);
  }
}
