package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * Makes a matte fit to be put before another background, where every bit of the old one shows: what
 * has the background's color at the edge is left out, as is all that does not hang together with
 * the subject; then the edge moves inwards by about a pixel.
 *
 * <p>Works on the opacity of each pixel, 0 to 255, row by row.
 */
final class EdgeRefinement {
  /** Opacity from which a pixel is the subject, and up to which it is nothing. */
  private static final int SOLID = 128;

  private static final int NOTHING = 24;

  /** Opacity that becomes 0, and that becomes 1: the soft edge narrows, more from outside. */
  private static final float LOWEST = .25f;

  private static final float HIGHEST = .95f;

  private final int width;
  private final int height;

  /** Pixels whose neighbors have still to be looked at. */
  private final int[] waiting;

  private EdgeRefinement(int width, int height) {
    this.width = width;
    this.height = height;
    this.waiting = new int[width * height];
  }

  /** A new matte of the same photo. */
  static byte[] refined(Photo photo, Foreground foreground, byte[] opacity) {
    var edge = new EdgeRefinement(photo.width(), photo.height());
    byte[] own = withoutBackground(photo, foreground, opacity);
    return edge.movedInwards(edge.withoutIslands(own));
  }

  private static byte[] withoutBackground(Photo photo, Foreground foreground, byte[] opacity) {
    var own = new byte[opacity.length];
    Foreground.Lines lines = foreground.lines(photo.width(), photo.height());
    var row = new byte[photo.width() * Photo.CHANNELS];
    var seen = new float[Photo.CHANNELS];
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < photo.height(); y++) {
      pixels.get(row);
      lines.read(y);
      for (int x = 0; x < photo.width(); x++) {
        for (int channel = 0; channel < seen.length; channel++) {
          seen[channel] = Light.ofByte(row[x * Photo.CHANNELS + channel]);
        }
        int at = y * photo.width() + x;
        float most = lines.share(x, seen);
        own[at] = (byte) Math.min(opacity[at] & 255, Math.round(255 * most));
      }
    }
    return own;
  }

  /** Only what hangs together with the largest solid piece. */
  private byte[] withoutIslands(byte[] opacity) {
    int[] pieces = new int[opacity.length];
    int largest = 0;
    int most = 0;
    int count = 0;
    for (int at = 0; at < opacity.length; at++) {
      if (pieces[at] == 0 && (opacity[at] & 255) >= SOLID) {
        count++;
        int size = spread(at, count, SOLID, opacity, pieces);
        if (size > most) {
          most = size;
          largest = count;
        }
      }
    }
    return largest == 0 ? opacity : connected(opacity, pieces, largest);
  }

  private byte[] connected(byte[] opacity, int[] pieces, int largest) {
    int start = 0;
    while (pieces[start] != largest) {
      start++;
    }
    int[] reached = new int[opacity.length];
    spread(start, 1, NOTHING, opacity, reached);
    byte[] kept = opacity.clone();
    for (int at = 0; at < kept.length; at++) {
      if (reached[at] == 0) {
        kept[at] = 0;
      }
    }
    return kept;
  }

  /** Marks what hangs together with a pixel; how many pixels that are. */
  private int spread(int start, int mark, int least, byte[] opacity, int[] marks) {
    marks[start] = mark;
    waiting[0] = start;
    int count = 1;
    int size = 0;
    while (count > 0) {
      int at = waiting[--count];
      size++;
      for (int next : neighbors(at)) {
        if (next >= 0 && marks[next] == 0 && (opacity[next] & 255) >= least) {
          marks[next] = mark;
          waiting[count++] = next;
        }
      }
    }
    return size;
  }

  /** Left, right, above, below; -1 outside of the photo. */
  private int[] neighbors(int at) {
    int x = at % width;
    return new int[] {
      x > 0 ? at - 1 : -1,
      x < width - 1 ? at + 1 : -1,
      at - width,
      at + width < width * height ? at + width : -1
    };
  }

  /** The least of a pixel and its neighbors in the photo, with a narrower soft edge. */
  private byte[] movedInwards(byte[] opacity) {
    var moved = new byte[opacity.length];
    for (int at = 0; at < moved.length; at++) {
      int least = opacity[at] & 255;
      for (int next : neighbors(at)) {
        least = next < 0 ? least : Math.min(least, opacity[next] & 255);
      }
      float narrow = Math.clamp((least / 255f - LOWEST) / (HIGHEST - LOWEST), 0, 1);
      moved[at] = (byte) Math.round(255 * narrow);
    }
    return moved;
  }
}
