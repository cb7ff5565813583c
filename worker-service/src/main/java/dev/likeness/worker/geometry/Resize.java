package dev.likeness.worker.geometry;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Gives photos another size with a Lanczos filter of three lobes, which is as wide as the pixels of
 * the smaller one: what gets smaller does not alias, what gets larger is interpolated and has no
 * more detail than before.
 */
public final class Resize {
  private static final double LOBES = 3;

  private Resize() {}

  /**
   * The photo in this size; the same photo if it has it. The proportions become those asked for.
   */
  public static Photo to(Photo photo, int width, int height) {
    if (photo.width() == width && photo.height() == height) {
      return photo;
    }
    Photo resized = Photo.allocate(width, height);
    try {
      resample(photo, resized);
      return resized;
    } catch (RuntimeException | Error e) {
      resized.close();
      throw e;
    }
  }

  /** Line by line: the source lines that a line needs are kept, already in the new width. */
  private static void resample(Photo from, Photo to) {
    var across = new Taps(from.width(), to.width());
    var down = new Taps(from.height(), to.height());
    var lines = new float[down.count][to.width() * Photo.CHANNELS];
    var source = new byte[from.width() * Photo.CHANNELS];
    var target = new byte[to.width() * Photo.CHANNELS];
    ByteBuffer pixels = from.pixels();
    ByteBuffer out = to.pixels();
    int read = 0;
    for (int y = 0; y < to.height(); y++) {
      int first = down.first[y];
      for (read = Math.max(read, first); read < first + down.count; read++) {
        pixels.get(from.offset(0, read), source);
        across.apply(source, lines[read % down.count]);
      }
      float[] weights = down.weights[y];
      for (int i = 0; i < target.length; i++) {
        float sum = 0;
        for (int tap = 0; tap < down.count; tap++) {
          sum += weights[tap] * lines[(first + tap) % down.count][i];
        }
        target[i] = (byte) Math.clamp(Math.round(sum), 0, 255);
      }
      out.put(target);
    }
  }

  /** Which source positions each target position takes, and how much of each. */
  private static final class Taps {
    final int count;
    final int[] first;
    final float[][] weights;

    Taps(int source, int target) {
      double scale = (double) source / target;
      double width = Math.max(1, scale);
      this.count = Math.min(source, (int) Math.ceil(2 * LOBES * width) + 1);
      this.first = new int[target];
      this.weights = new float[target][count];
      for (int i = 0; i < target; i++) {
        double centre = (i + .5) * scale - .5;
        first[i] = Math.clamp((int) Math.ceil(centre - LOBES * width), 0, source - count);
        double sum = 0;
        for (int tap = 0; tap < count; tap++) {
          weights[i][tap] = (float) lanczos((first[i] + tap - centre) / width);
          sum += weights[i][tap];
        }
        for (int tap = 0; tap < count; tap++) {
          weights[i][tap] /= (float) sum;
        }
      }
    }

    void apply(byte[] source, float[] line) {
      for (int x = 0; x < first.length; x++) {
        float red = 0;
        float green = 0;
        float blue = 0;
        int at = first[x] * Photo.CHANNELS;
        for (int tap = 0; tap < count; tap++, at += Photo.CHANNELS) {
          float weight = weights[x][tap];
          red += weight * (source[at] & 255);
          green += weight * (source[at + 1] & 255);
          blue += weight * (source[at + 2] & 255);
        }
        line[x * Photo.CHANNELS] = red;
        line[x * Photo.CHANNELS + 1] = green;
        line[x * Photo.CHANNELS + 2] = blue;
      }
    }

    private static double lanczos(double t) {
      if (Math.abs(t) < 1e-9) {
        return 1;
      }
      if (Math.abs(t) >= LOBES) {
        return 0;
      }
      double angle = Math.PI * t;
      return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
    }
  }
}
