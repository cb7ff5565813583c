package dev.likeness.worker.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Makes an image smaller by averaging whole areas, so that fine patterns do not turn into moire.
 */
final class Shrinking {
  private Shrinking() {}

  /** The same image if its longest side fits; else one that does, in the same proportions. */
  static BufferedImage fit(BufferedImage plain, int longest) {
    int side = Math.max(plain.getWidth(), plain.getHeight());
    if (side <= longest) {
      return plain;
    }
    int width = Math.max(1, Math.toIntExact((long) plain.getWidth() * longest / side));
    int height = Math.max(1, Math.toIntExact((long) plain.getHeight() * longest / side));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    average(
        Pixels.bytes(plain),
        plain.getWidth(),
        plain.getHeight(),
        Pixels.bytes(small),
        width,
        height);
    return small;
  }

  /** Each target pixel is the mean of the part of the source that it covers, in 1/256 pixels. */
  private static void average(
      byte[] source, int width, int height, byte[] target, int newWidth, int newHeight) {
    long[] sums = new long[newWidth * 3];
    for (int row = 0; row < newHeight; row++) {
      Arrays.fill(sums, 0);
      long top = (long) row * height * 256 / newHeight;
      long bottom = (long) (row + 1) * height * 256 / newHeight;
      for (int y = (int) (top >> 8); (long) y << 8 < bottom; y++) {
        long weight = Math.min(bottom, (y + 1L) << 8) - Math.max(top, (long) y << 8);
        addRow(source, y * width * 3, width, weight, sums, newWidth);
      }
      long heightWeight = bottom - top;
      for (int x = 0; x < newWidth; x++) {
        long area = heightWeight * (edge(x + 1, width, newWidth) - edge(x, width, newWidth));
        for (int c = 0; c < 3; c++) {
          target[(row * newWidth + x) * 3 + c] = (byte) ((sums[x * 3 + c] + area / 2) / area);
        }
      }
    }
  }

  private static void addRow(
      byte[] source, int start, int width, long weight, long[] sums, int newWidth) {
    for (int column = 0; column < newWidth; column++) {
      long left = edge(column, width, newWidth);
      long right = edge(column + 1, width, newWidth);
      for (int x = (int) (left >> 8); (long) x << 8 < right; x++) {
        long part = weight * (Math.min(right, (x + 1L) << 8) - Math.max(left, (long) x << 8));
        int from = start + x * 3;
        int to = column * 3;
        sums[to] += part * (source[from] & 255);
        sums[to + 1] += part * (source[from + 1] & 255);
        sums[to + 2] += part * (source[from + 2] & 255);
      }
    }
  }

  private static long edge(int column, int width, int newWidth) {
    return (long) column * width * 256 / newWidth;
  }
}
