package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A photo as the analysis sees it, whatever its size: a small square picture of all of it, by
 * averaging, and a grid of small cut-outs in full size, which show its noise.
 */
record PhotoSummary(Tensor thumbnail, Tensor samples) {
  static final int THUMBNAIL = 128;
  static final int SAMPLES_A_SIDE = 8;
  static final int SAMPLES = SAMPLES_A_SIDE * SAMPLES_A_SIDE;
  static final int SAMPLE = 32;

  /** Lines of an area that are averaged; more would not change what is seen. */
  private static final int DENSITY = 8;

  static PhotoSummary of(Photo photo) {
    return new PhotoSummary(thumbnail(photo), samples(photo));
  }

  private static Tensor thumbnail(Photo photo) {
    ByteBuffer pixels = photo.pixels();
    ByteBuffer small = ByteBuffer.allocateDirect(THUMBNAIL * THUMBNAIL * 3);
    byte[] row = new byte[photo.width() * 3];
    for (int y = 0; y < THUMBNAIL; y++) {
      int top = edge(y, photo.height());
      int bottom = Math.max(top + 1, edge(y + 1, photo.height()));
      int step = Math.max(1, (bottom - top) / DENSITY);
      int[] sums = new int[THUMBNAIL * 3];
      int[] counts = new int[THUMBNAIL];
      for (int line = top; line < bottom; line += step) {
        pixels.get(photo.offset(0, line), row);
        addRow(row, photo.width(), sums, counts);
      }
      for (int i = 0; i < sums.length; i++) {
        int count = counts[i / 3];
        small.put((byte) ((sums[i] + count / 2) / count));
      }
    }
    List<Long> shape = List.of(1L, (long) THUMBNAIL, (long) THUMBNAIL, 3L);
    return new Tensor(ElementType.UINT8, shape, small.flip());
  }

  private static void addRow(byte[] row, int width, int[] sums, int[] counts) {
    for (int x = 0; x < THUMBNAIL; x++) {
      int left = edge(x, width);
      int right = Math.max(left + 1, edge(x + 1, width));
      int step = Math.max(1, (right - left) / DENSITY);
      for (int column = left; column < right; column += step) {
        sums[x * 3] += row[column * 3] & 255;
        sums[x * 3 + 1] += row[column * 3 + 1] & 255;
        sums[x * 3 + 2] += row[column * 3 + 2] & 255;
        counts[x]++;
      }
    }
  }

  private static int edge(int index, int size) {
    return Math.toIntExact((long) index * size / THUMBNAIL);
  }

  private static Tensor samples(Photo photo) {
    ByteBuffer pixels = photo.pixels();
    ByteBuffer samples = ByteBuffer.allocateDirect(SAMPLES * SAMPLE * SAMPLE * 3);
    byte[] pixel = new byte[3];
    for (int i = 0; i < SAMPLES; i++) {
      int left = start(i % SAMPLES_A_SIDE, photo.width());
      int top = start(i / SAMPLES_A_SIDE, photo.height());
      for (int y = top; y < top + SAMPLE; y++) {
        for (int x = left; x < left + SAMPLE; x++) {
          // A photo smaller than a cut-out repeats its last line.
          int column = Math.min(x, photo.width() - 1);
          int line = Math.min(y, photo.height() - 1);
          pixels.get(photo.offset(column, line), pixel);
          samples.put(pixel);
        }
      }
    }
    List<Long> shape = List.of((long) SAMPLES, (long) SAMPLE, (long) SAMPLE, 3L);
    return new Tensor(ElementType.UINT8, shape, samples.flip());
  }

  private static int start(int index, int size) {
    return Math.max(0, size - SAMPLE) * index / (SAMPLES_A_SIDE - 1);
  }
}
