package dev.likeness.worker.image;

import dev.likeness.kit.image.GifFile.Codes;
import dev.likeness.kit.image.UnreadableImageException;

/**
 * The indices of a GIF, from its codes (GIF89a appendix F). Takes what browsers take and the JDK's
 * reader does not: more bits than the colors need (up to {@link #MOST_BITS}), no clear code at the
 * beginning, and no end code. Works in time and memory of the picture, whatever the file says.
 */
final class GifCodes {
  /** The clear code and the end code need one more, and codes have 12 bits at most. */
  private static final int MOST_BITS = 11;

  private static final int LONGEST = 12;
  private static final int TABLE = 1 << LONGEST;

  private final byte[] data;
  private final int bits;
  private final int clear;

  /** For each code: the one that it prolongs, its first and last index, and how many it means. */
  private final short[] before = new short[TABLE];

  private final byte[] first = new byte[TABLE];
  private final byte[] last = new byte[TABLE];
  private final int[] length = new int[TABLE];

  private long held;
  private int heldBits;
  private int at;

  GifCodes(Codes codes) {
    if (codes.bits() < 1 || codes.bits() > MOST_BITS) {
      throw UnreadableImageException.damaged("GIF");
    }
    this.data = codes.data();
    this.bits = codes.bits();
    this.clear = 1 << bits;
    for (int i = 0; i < clear; i++) {
      first[i] = (byte) i;
      last[i] = (byte) i;
      length[i] = 1;
    }
  }

  /**
   * So many indices; what comes after them is left aside.
   *
   * @throws UnreadableImageException if there are fewer
   */
  byte[] indices(int count) {
    var indices = new byte[count];
    int filled = 0;
    int next = clear + 2;
    int size = bits + 1;
    int previous = -1;
    while (filled < count) {
      int code = code(size);
      if (code < 0 || code == clear + 1) {
        throw UnreadableImageException.cutOff("GIF");
      }
      if (code == clear) {
        next = clear + 2;
        size = bits + 1;
        previous = -1;
        continue;
      }
      if (previous < 0 ? code > clear : code > next) {
        throw UnreadableImageException.damaged("GIF");
      }
      if (previous >= 0 && next < TABLE) {
        before[next] = (short) previous;
        length[next] = length[previous] + 1;
        first[next] = first[previous];
        last[next] = first[code == next ? previous : code];
        next++;
      }
      filled = write(code, indices, filled);
      previous = code;
      if (next == 1 << size && size < LONGEST) {
        size++;
      }
    }
    return indices;
  }

  private int write(int code, byte[] indices, int from) {
    int one = code;
    for (int to = from + length[code] - 1; to >= from; to--) {
      if (to < indices.length) {
        indices[to] = last[one];
      }
      one = before[one];
    }
    return Math.min(from + length[code], indices.length);
  }

  /** The next code; -1 after the last. */
  private int code(int size) {
    while (heldBits < size) {
      if (at == data.length) {
        return -1;
      }
      held |= (long) (data[at++] & 255) << heldBits;
      heldBits += 8;
    }
    int code = (int) (held & ((1 << size) - 1));
    held >>>= size;
    heldBits -= size;
    return code;
  }
}
