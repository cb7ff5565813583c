package dev.likeness.worker.geometry;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Gives photos another size with a Lanczos filter of three lobes, which is as wide as the pixels of
 * the smaller one: what gets smaller does not alias, what gets larger is interpolated and has no
 * more detail than before.
 */
public final class Resize {
  private Resize() {}

  /**
   * The photo in this size; the same photo if it has it. The proportions become those asked for.
   */
  public static Photo to(Photo photo, int width, int height) {
    return to(photo, width, height, Taps::lanczos);
  }

  /** The same with a cubic filter, for networks that were trained with photos resized by it. */
  public static Photo cubic(Photo photo, int width, int height) {
    return to(photo, width, height, Taps::cubic);
  }

  private interface Filter {
    Taps taps(int source, int target);
  }

  private static Photo to(Photo photo, int width, int height, Filter filter) {
    if (photo.width() == width && photo.height() == height) {
      return photo;
    }
    Photo resized = Photo.allocate(width, height);
    try {
      resample(
          photo, resized, filter.taps(photo.width(), width), filter.taps(photo.height(), height));
      return resized;
    } catch (RuntimeException | Error e) {
      resized.close();
      throw e;
    }
  }

  /** Line by line: the source lines that a line needs are kept, already in the new width. */
  private static void resample(Photo from, Photo to, Taps across, Taps down) {
    int count = down.count();
    var lines = new float[count][to.width() * Photo.CHANNELS];
    var source = new byte[from.width() * Photo.CHANNELS];
    var target = new byte[to.width() * Photo.CHANNELS];
    ByteBuffer pixels = from.pixels();
    ByteBuffer out = to.pixels();
    int read = 0;
    for (int y = 0; y < to.height(); y++) {
      int first = down.first(y);
      for (read = Math.max(read, first); read < first + count; read++) {
        pixels.get(from.offset(0, read), source);
        across(across, source, lines[read % count]);
      }
      for (int i = 0; i < target.length; i++) {
        float sum = 0;
        for (int tap = 0; tap < count; tap++) {
          sum += down.weight(y, tap) * lines[(first + tap) % count][i];
        }
        target[i] = (byte) Math.clamp(Math.round(sum), 0, 255);
      }
      out.put(target);
    }
  }

  /** A line in its new width. */
  private static void across(Taps taps, byte[] source, float[] line) {
    for (int x = 0; x < taps.length(); x++) {
      float red = 0;
      float green = 0;
      float blue = 0;
      int at = taps.first(x) * Photo.CHANNELS;
      for (int tap = 0; tap < taps.count(); tap++, at += Photo.CHANNELS) {
        float weight = taps.weight(x, tap);
        red += weight * (source[at] & 255);
        green += weight * (source[at + 1] & 255);
        blue += weight * (source[at + 2] & 255);
      }
      line[x * Photo.CHANNELS] = red;
      line[x * Photo.CHANNELS + 1] = green;
      line[x * Photo.CHANNELS + 2] = blue;
    }
  }
}
