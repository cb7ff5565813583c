package dev.likeness.worker.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes GIFs as programs do that the JDK has no example of. When the table of codes is full, it
 * stays as it is (a deferred clear code).
 *
 * @param bits of an index: how many the file says, whatever the palette needs
 * @param clearFirst whether a clear code begins the picture
 * @param endCode whether an end code ends it
 */
public record GifWriter(int bits, boolean clearFirst, boolean endCode) {
  private static final int TABLE = 4096;
  private static final int BLOCK = 255;

  /**
   * @param palette red, green and blue of each color, at most 256
   * @param indices row by row
   */
  public byte[] file(int width, int height, byte[] palette, byte[] indices) {
    var file = new ByteArrayOutputStream();
    file.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(numbers(width, height));
    file.write(palette.length == 0 ? 0 : 0xf7);
    file.write(0);
    file.write(0);
    if (palette.length > 0) {
      file.writeBytes(ByteBuffer.allocate(256 * 3).put(palette).array());
    }
    file.write(0x2c);
    file.writeBytes(numbers(0, 0, width, height));
    file.write(0);
    file.write(bits);
    byte[] codes = codes(indices);
    for (int at = 0; at < codes.length; at += BLOCK) {
      int length = Math.min(BLOCK, codes.length - at);
      file.write(length);
      file.write(codes, at, length);
    }
    file.write(0);
    file.write(0x3b);
    return file.toByteArray();
  }

  private byte[] codes(byte[] indices) {
    var out = new Codes();
    int clear = 1 << bits;
    int next = clear + 2;
    int size = bits + 1;
    if (clearFirst) {
      out.write(clear, size);
    }
    Map<Integer, Integer> table = new HashMap<>();
    int run = indices[0] & 255;
    for (int i = 1; i < indices.length; i++) {
      int longer = run << 8 | (indices[i] & 255);
      if (table.containsKey(longer)) {
        run = table.get(longer);
        continue;
      }
      out.write(run, size);
      if (next < TABLE) {
        if (next == 1 << size) {
          size++;
        }
        table.put(longer, next++);
      }
      run = indices[i] & 255;
    }
    out.write(run, size);
    if (endCode) {
      out.write(clear + 1, next == 1 << size && size < 12 ? size + 1 : size);
    }
    return out.bytes();
  }

  private static byte[] numbers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  /** Numbers of some bits one after the other, the lowest first. */
  private static final class Codes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long held;
    private int count;

    void write(int code, int size) {
      held |= (long) code << count;
      count += size;
      while (count >= 8) {
        bytes.write((int) held & 255);
        held >>>= 8;
        count -= 8;
      }
    }

    byte[] bytes() {
      if (count > 0) {
        bytes.write((int) held & 255);
      }
      return bytes.toByteArray();
    }
  }
}
