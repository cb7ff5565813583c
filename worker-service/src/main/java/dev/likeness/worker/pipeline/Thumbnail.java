package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

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
    for (int y = 0; y < side; y++) {
      int top = edge(y, side, photo.height());
      int bottom = Math.max(top + 1, edge(y + 1, side, photo.height()));
      int step = Math.max(1, (bottom - top) / DENSITY);
      int[] sums = new int[side * Photo.CHANNELS];
      int[] counts = new int[side];
      for (int line = top; line < bottom; line += step) {
        pixels.get(photo.offset(0, line), row);
        addRow(row, photo.width(), sums, counts);
      }
      for (int i = 0; i < sums.length; i++) {
        int count = counts[i / Photo.CHANNELS];
        small.put((byte) ((sums[i] + count / 2) / count));
      }
    }
    return small.flip();
  }

  private static void addRow(byte[] row, int width, int[] sums, int[] counts) {
    for (int x = 0; x < counts.length; x++) {
      int left = edge(x, counts.length, width);
      int right = Math.max(left + 1, edge(x + 1, counts.length, width));
      int step = Math.max(1, (right - left) / DENSITY);
      for (int column = left; column < right; column += step) {
        sums[x * 3] += row[column * 3] & 255;
        sums[x * 3 + 1] += row[column * 3 + 1] & 255;
        sums[x * 3 + 2] += row[column * 3 + 2] & 255;
        counts[x]++;
      }
    }
  }

  private static int edge(int index, int side, int size) {
    return Math.toIntExact((long) index * size / side);
  }
}
