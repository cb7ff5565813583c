package dev.likeness.worker.image;

import dev.likeness.kit.image.Frame;
import dev.likeness.kit.image.GifFile;
import java.util.Arrays;

/** The first picture of a GIF on its canvas, which is white where the picture is not. */
final class GifPicture {
  private static final int CHANNELS = 3;
  private static final int COLORS = 256;
  private static final byte WHITE = (byte) 255;

  /** First row and distance of rows of each pass (GIF89a appendix E). */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  private final GifFile gif;
  private final byte[] bgr;

  GifPicture(GifFile gif) {
    this.gif = gif;
    this.bgr = colors(gif);
  }

  /**
   * @throws dev.likeness.kit.image.UnreadableImageException if it is damaged or cut off
   */
  void read(AreaDownscaler target) {
    Frame frame = gif.frame();
    byte[] indices =
        new GifCodes(gif.codes()).indices(Math.multiplyExact(frame.width(), frame.height()));
    int[] rows = storedRows(frame.height());
    var row = new byte[gif.width() * CHANNELS];
    for (int y = 0; y < gif.height(); y++) {
      Arrays.fill(row, WHITE);
      int inFrame = y - frame.top();
      if (inFrame >= 0 && inFrame < frame.height()) {
        int from = rows[inFrame] * frame.width();
        for (int x = 0; x < frame.width(); x++) {
          int color = (indices[from + x] & 255) * CHANNELS;
          System.arraycopy(bgr, color, row, (frame.left() + x) * CHANNELS, CHANNELS);
        }
      }
      target.add(row, 0);
    }
  }

  /** Where each row is in the file. */
  private int[] storedRows(int height) {
    var rows = new int[height];
    int stored = 0;
    for (int[] pass : gif.interlaced() ? PASSES : new int[][] {{0, 1}}) {
      for (int y = pass[0]; y < height; y += pass[1]) {
        rows[y] = stored++;
      }
    }
    return rows;
  }

  /** Colors that the palette lacks are black; without a palette, an index is a gray. */
  private static byte[] colors(GifFile gif) {
    var bgr = new byte[COLORS * CHANNELS];
    byte[] palette = gif.palette();
    for (int i = 0; i < COLORS; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        int at = i * CHANNELS + 2 - c;
        boolean known = at < palette.length;
        bgr[i * CHANNELS + c] = palette.length == 0 ? (byte) i : known ? palette[at] : 0;
      }
    }
    gif.transparent()
        .ifPresent(hidden -> Arrays.fill(bgr, hidden * CHANNELS, (hidden + 1) * CHANNELS, WHITE));
    return bgr;
  }
}
