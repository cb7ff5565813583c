package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Squeezes a photo into a small square by averaging, for models that look at all of it at once. */
final class Thumbnail {
  /** Lines of an area that are averaged; more would not change what is seen. */
  private static final int DENSITY = 8;

  private Thumbnail() {}

  /** The pixels of the square, row by row, in a direct buffer. */
  static ByteBuffer of(Photo photo, int side) {
    ByteBuffer pixels = photo.pixels();
    ByteBuffer small = ByteBuffer.allocateDirect(side * side * Photo.CHANNELS);
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    int[] columns = edges(side, photo.width());
    int[] lines = edges(side, photo.height());
    int[] sums = new int[side * Photo.CHANNELS];
    for (int y = 0; y < side; y++) {
      int top = lines[y];
      int bottom = Math.max(top + 1, lines[y + 1]);
      int step = step(top, bottom);
      int rows = 0;
      for (int line = top; line < bottom; line += step) {
        pixels.get(photo.offset(0, line), row);
        addRow(row, columns, sums);
        rows++;
      }
      putMeans(sums, columns, rows, small);
      Arrays.fill(sums, 0);
    }
    return small.flip();
  }

  private static void addRow(byte[] row, int[] columns, int[] sums) {
    for (int x = 0; x + 1 < columns.length; x++) {
      int left = columns[x];
      int right = Math.max(left + 1, columns[x + 1]);
      int step = step(left, right) * Photo.CHANNELS;
      int red = 0;
      int green = 0;
      int blue = 0;
      for (int at = left * Photo.CHANNELS; at < right * Photo.CHANNELS; at += step) {
        red += row[at] & 255;
        green += row[at + 1] & 255;
        blue += row[at + 2] & 255;
      }
      int to = x * Photo.CHANNELS;
      sums[to] += red;
      sums[to + 1] += green;
      sums[to + 2] += blue;
    }
  }

  private static void putMeans(int[] sums, int[] columns, int rows, ByteBuffer target) {
    for (int x = 0; x + 1 < columns.length; x++) {
      int width = Math.max(1, columns[x + 1] - columns[x]);
      int step = step(0, width);
      int count = rows * ((width + step - 1) / step);
      for (int i = x * Photo.CHANNELS; i < (x + 1) * Photo.CHANNELS; i++) {
        target.put((byte) ((sums[i] + count / 2) / count));
      }
    }
  }

  private static int step(int from, int to) {
    return Math.max(1, (to - from) / DENSITY);
  }

  /** Where the areas begin, and where the last one ends. */
  private static int[] edges(int side, int size) {
    int[] edges = new int[side + 1];
    for (int i = 0; i <= side; i++) {
      edges[i] = Math.toIntExact((long) i * size / side);
    }
    return edges;
  }
}
