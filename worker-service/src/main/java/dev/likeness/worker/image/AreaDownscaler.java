package dev.likeness.worker.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Makes a picture smaller by averaging whole areas, so that fine patterns do not turn into moire.
 * Rows come one after the other, so that the large picture need never be in memory as a whole. For
 * one thread.
 */
final class AreaDownscaler {
  private static final int CHANNELS = 3;

  /** Parts of a pixel: weights are whole numbers of them. */
  private static final int UNIT = 256;

  private final int width;
  private final int height;
  private final BufferedImage result;
  private final byte[] target;
  private final long[] sums;

  /** Where each column of the result begins in the source, and the last ends. */
  private final long[] edges;

  private int sourceRow;
  private int targetRow;

  /**
   * @param longest side that the result may have
   */
  AreaDownscaler(int width, int height, int longest) {
    int side = Math.max(width, height);
    int newWidth = side <= longest ? width : scaled(width, longest, side);
    int newHeight = side <= longest ? height : scaled(height, longest, side);
    this.width = width;
    this.height = height;
    this.result = new BufferedImage(newWidth, newHeight, BufferedImage.TYPE_3BYTE_BGR);
    this.target = Pixels.bytes(result);
    this.sums = new long[newWidth * CHANNELS];
    this.edges = new long[newWidth + 1];
    for (int x = 0; x <= newWidth; x++) {
      edges[x] = (long) x * width * UNIT / newWidth;
    }
  }

  /** Takes the next row, which begins at an offset. */
  void add(byte[] bgr, int offset) {
    if (result.getHeight() == height && result.getWidth() == width) {
      System.arraycopy(bgr, offset, target, sourceRow * width * CHANNELS, width * CHANNELS);
      sourceRow++;
      return;
    }
    long top = (long) sourceRow * UNIT;
    long bottom = top + UNIT;
    sourceRow++;
    while (targetRow < result.getHeight() && rowEdge(targetRow) < bottom) {
      long end = rowEdge(targetRow + 1);
      addTo(bgr, offset, Math.min(bottom, end) - Math.max(top, rowEdge(targetRow)));
      if (end > bottom) {
        return;
      }
      finishRow();
    }
  }

  /** The picture, once all rows have come. */
  BufferedImage result() {
    return result;
  }

  private static int scaled(int length, int longest, int side) {
    return Math.max(1, Math.toIntExact((long) length * longest / side));
  }

  private long rowEdge(int row) {
    return (long) row * height * UNIT / result.getHeight();
  }

  private void addTo(byte[] source, int offset, long weight) {
    for (int column = 0, to = 0; to < sums.length; column++, to += CHANNELS) {
      long left = edges[column];
      long right = edges[column + 1];
      for (long x = left / UNIT; x * UNIT < right; x++) {
        long part = weight * (Math.min(right, (x + 1) * UNIT) - Math.max(left, x * UNIT));
        int from = offset + (int) x * CHANNELS;
        sums[to] += part * (source[from] & 255);
        sums[to + 1] += part * (source[from + 1] & 255);
        sums[to + 2] += part * (source[from + 2] & 255);
      }
    }
  }

  private void finishRow() {
    long heightWeight = rowEdge(targetRow + 1) - rowEdge(targetRow);
    int at = targetRow * sums.length;
    for (int i = 0; i < sums.length; i++) {
      int column = i / CHANNELS;
      long area = heightWeight * (edges[column + 1] - edges[column]);
      target[at + i] = (byte) ((sums[i] + area / 2) / area);
    }
    Arrays.fill(sums, 0);
    targetRow++;
  }
}
