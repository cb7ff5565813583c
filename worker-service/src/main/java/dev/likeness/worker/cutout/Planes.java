package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * A photo in a size at which every pixel can be thought about: three planes of stored sRGB values,
 * 0 to 1, row by row.
 */
record Planes(int width, int height, float[][] channels) {

  /** The photo, averaged down where its long side has more pixels than {@code longest}. */
  static Planes of(Photo photo, int longest) {
    double scale = Math.min(1, (double) longest / Math.max(photo.width(), photo.height()));
    int width = Math.max(1, (int) Math.round(photo.width() * scale));
    int height = Math.max(1, (int) Math.round(photo.height() * scale));
    var channels = new float[Photo.CHANNELS][width * height];
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < height; y++) {
      int top = edge(y, height, photo.height());
      int bottom = Math.max(top + 1, edge(y + 1, height, photo.height()));
      var sums = new long[width * Photo.CHANNELS];
      for (int line = top; line < bottom; line++) {
        pixels.get(photo.offset(0, line), row);
        addRow(row, photo.width(), sums, width);
      }
      for (int x = 0; x < width; x++) {
        int left = edge(x, width, photo.width());
        int count = Math.max(1, edge(x + 1, width, photo.width()) - left) * (bottom - top);
        for (int c = 0; c < Photo.CHANNELS; c++) {
          channels[c][y * width + x] = sums[x * Photo.CHANNELS + c] / (255f * count);
        }
      }
    }
    return new Planes(width, height, channels);
  }

  int size() {
    return width * height;
  }

  /** The same picture in Oklab: distances are as they are seen. */
  Planes perceived() {
    var seen = new float[Photo.CHANNELS][size()];
    for (int i = 0; i < size(); i++) {
      float red = Light.of(channels[0][i]);
      float green = Light.of(channels[1][i]);
      float blue = Light.of(channels[2][i]);
      float l = cubeRoot(.41222f * red + .53633f * green + .05145f * blue);
      float m = cubeRoot(.2119f * red + .6807f * green + .1074f * blue);
      float s = cubeRoot(.0883f * red + .28172f * green + .62998f * blue);
      seen[0][i] = .21045f * l + .79362f * m - .00407f * s;
      seen[1][i] = 1.978f * l - 2.42859f * m + .45059f * s;
      seen[2][i] = .0259f * l + .78277f * m - .80868f * s;
    }
    return new Planes(width, height, seen);
  }

  private static float cubeRoot(float value) {
    return (float) Math.cbrt(value);
  }

  private static void addRow(byte[] row, int wide, long[] sums, int width) {
    for (int x = 0; x < width; x++) {
      int left = edge(x, width, wide);
      int right = Math.max(left + 1, edge(x + 1, width, wide));
      for (int at = left * 3; at < right * 3; at += 3) {
        sums[x * 3] += row[at] & 255;
        sums[x * 3 + 1] += row[at + 1] & 255;
        sums[x * 3 + 2] += row[at + 2] & 255;
      }
    }
  }

  private static int edge(int index, int parts, int size) {
    return Math.toIntExact((long) index * size / parts);
  }
}
