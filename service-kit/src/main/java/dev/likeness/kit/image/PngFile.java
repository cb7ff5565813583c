package dev.likeness.kit.image;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The chunks of a PNG, except for the pixels. Source: ISO/IEC 15948:2004 with cICP (W3C, 2025). */
public final class PngFile {
  private static final String NAME = "PNG";
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final String PIXELS = "IDAT";
  private static final int HEAD = 8;
  private static final int CHECKSUM = 4;

  private final Bytes header;
  private final Map<String, Bytes> chunks;

  private PngFile(Bytes header, Map<String, Bytes> chunks) {
    this.header = header;
    this.chunks = chunks;
  }

  static boolean isPng(Bytes file) {
    return file.has(0, SIGNATURE);
  }

  /**
   * @throws UnreadableImageException if there is no header or the pixels are cut off
   */
  public static PngFile of(byte[] file) {
    var bytes = new Bytes(file);
    try {
      if (!bytes.has(SIGNATURE.length() + 4, "IHDR")) {
        throw UnreadableImageException.damaged(NAME);
      }
      Bytes header = bytes.part(SIGNATURE.length() + HEAD, 13);
      return new PngFile(header, chunks(bytes));
    } catch (IndexOutOfBoundsException e) {
      throw UnreadableImageException.cutOff(NAME);
    }
  }

  /** In pixels. */
  public int width() {
    return size(0);
  }

  /** In pixels. */
  public int height() {
    return size(4);
  }

  /** Whether pixels are gray: bit 1 of the color type says that they are not. */
  public boolean isGray() {
    return (header.u8(9) & 2) == 0;
  }

  /** Whether pixels are indices of a palette. */
  public boolean hasPalette() {
    return (header.u8(9) & 1) != 0;
  }

  /** The content of the first chunk of a name. */
  public Optional<byte[]> chunk(String name) {
    return Optional.ofNullable(chunks.get(name)).map(Bytes::copy);
  }

  /** A size of 2^31 or more is not allowed: 0, which no photo has. */
  private int size(int at) {
    long size = header.u32(at);
    return size > Integer.MAX_VALUE ? 0 : (int) size;
  }

  /** Many programs leave out the end; a chunk that is cut off after the pixels is left out. */
  private static Map<String, Bytes> chunks(Bytes file) {
    var chunks = new HashMap<String, Bytes>();
    int at = SIGNATURE.length();
    while (at + HEAD <= file.length()) {
      long length = file.u32(at);
      String name = file.text(at + 4, 4);
      if (name.equals("IEND")) {
        return chunks;
      }
      if (length > file.length() - at - HEAD) {
        if (name.equals(PIXELS) || !chunks.containsKey(PIXELS)) {
          throw UnreadableImageException.cutOff(NAME);
        }
        return chunks;
      }
      chunks.putIfAbsent(name, file.part(at + HEAD, length));
      at = (int) Math.min(file.length(), at + HEAD + length + CHECKSUM);
    }
    if (!chunks.containsKey(PIXELS)) {
      throw UnreadableImageException.cutOff(NAME);
    }
    return chunks;
  }
}
