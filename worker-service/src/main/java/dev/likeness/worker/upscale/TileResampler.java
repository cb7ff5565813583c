package dev.likeness.worker.upscale;

import dev.likeness.worker.geometry.Taps;
import dev.likeness.worker.geometry.Window;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.pipeline.ColorPlanes;

/**
 * Writes the core of one enlarged tile into the result, in the result's size. What a pixel is made
 * of is counted over the whole side and not over the tile: neighbouring tiles meet without a seam.
 */
final class TileResampler {
  private final Axis across;
  private final Axis down;
  private final int left;
  private final int top;
  private final int firstColumn;
  private final int columns;
  private final int firstRow;
  private final int endRow;

  TileResampler(Axis across, Axis down, Window column, Window row) {
    this.across = across;
    this.down = down;
    this.left = column.seen() * across.factor();
    this.top = row.seen() * down.factor();
    this.firstColumn = across.begin(column.from());
    this.columns = across.begin(column.to()) - firstColumn;
    this.firstRow = down.begin(row.from());
    this.endRow = down.begin(row.to());
  }

  /**
   * @param enlarged planes of red, green and blue, 0 to 1
   */
  void write(float[] enlarged, Photo to) {
    float[][] narrowed = new float[Photo.CHANNELS][];
    for (int channel = 0; channel < Photo.CHANNELS; channel++) {
      narrowed[channel] = narrowed(enlarged, channel);
    }
    byte[] line = new byte[columns * Photo.CHANNELS];
    for (int y = firstRow; y < endRow; y++) {
      for (int channel = 0; channel < Photo.CHANNELS; channel++) {
        fill(line, channel, narrowed[channel], y);
      }
      to.pixels().put(to.offset(firstColumn, y), line);
    }
  }

  /** All lines of a plane, in the width of the result. */
  private float[] narrowed(float[] enlarged, int channel) {
    int width = across.size() * across.factor();
    int height = down.size() * down.factor();
    Taps taps = across.taps();
    float[] narrowed = new float[height * columns];
    for (int y = 0; y < height; y++) {
      int line = (channel * height + y) * width - left;
      for (int x = 0; x < columns; x++) {
        int first = line + taps.first(firstColumn + x);
        float sum = 0;
        for (int tap = 0; tap < taps.count(); tap++) {
          sum += taps.weight(firstColumn + x, tap) * enlarged[first + tap];
        }
        narrowed[y * columns + x] = sum;
      }
    }
    return narrowed;
  }

  private void fill(byte[] line, int channel, float[] narrowed, int y) {
    Taps taps = down.taps();
    int first = taps.first(y) - top;
    for (int x = 0; x < columns; x++) {
      float sum = 0;
      for (int tap = 0; tap < taps.count(); tap++) {
        sum += taps.weight(y, tap) * narrowed[(first + tap) * columns + x];
      }
      line[x * Photo.CHANNELS + channel] = ColorPlanes.UNIT.level(sum);
    }
  }
}
