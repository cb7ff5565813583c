package dev.likeness.kit.image;

import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;

/**
 * The first picture of a GIF, and where it lies on the canvas that viewers show. A picture that
 * hangs over its canvas is shown whole, and is all that is shown. Source: GIF89a sections 18 to 23.
 *
 * @param width of what is shown, in pixels
 * @param height of what is shown, in pixels
 * @param frame the first picture, within what is shown
 * @param palette red, green and blue of each color; empty where the file has none
 * @param transparent the color that is not shown
 * @param interlaced whether rows come in four passes
 * @param codes the compressed picture
 */
@SuppressWarnings("ArrayRecordComponent")
public record GifFile(
    int width,
    int height,
    Frame frame,
    byte[] palette,
    OptionalInt transparent,
    boolean interlaced,
    Codes codes) {
  private static final String NAME = "GIF";
  private static final int HEAD = 13;
  private static final int EXTENSION = 0x21;
  private static final int CONTROL = 0xf9;
  private static final int PICTURE = 0x2c;
  private static final int PICTURE_HEAD = 10;
  private static final int INTERLACED = 0x40;

  /**
   * Indices of colors, compressed.
   *
   * @param bits of an index; more than a color needs are allowed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Codes(int bits, byte[] data) {}

  static boolean isGif(Bytes file) {
    return file.has(0, "GIF87a") || file.has(0, "GIF89a");
  }

  /**
   * @throws UnreadableImageException if there is no picture, or the first one is cut off
   */
  public static GifFile of(byte[] file) {
    try {
      return of(new Bytes(file));
    } catch (IndexOutOfBoundsException e) {
      throw UnreadableImageException.cutOff(NAME);
    }
  }

  private static GifFile of(Bytes file) {
    int at = HEAD + palette(file.u8(10));
    OptionalInt transparent = OptionalInt.empty();
    while (file.u8(at) == EXTENSION || file.u8(at) == 0) {
      if (file.u8(at) == EXTENSION && file.u8(at + 1) == CONTROL && file.u8(at + 2) >= 4) {
        boolean hides = (file.u8(at + 3) & 1) == 1;
        transparent = hides ? OptionalInt.of(file.u8(at + 6)) : OptionalInt.empty();
      }
      at = file.u8(at) == 0 ? at + 1 : afterBlocks(file, at + 2);
    }
    if (file.u8(at) != PICTURE) {
      throw UnreadableImageException.damaged(NAME);
    }
    var frame =
        new Frame(file.u16le(at + 1), file.u16le(at + 3), file.u16le(at + 5), file.u16le(at + 7));
    int flags = file.u8(at + 9);
    int own = palette(flags);
    int codes = at + PICTURE_HEAD + own;
    byte[] colors =
        own > 0
            ? file.part(at + PICTURE_HEAD, own).copy()
            : file.part(HEAD, palette(file.u8(10))).copy();
    boolean fits =
        frame.left() + frame.width() <= file.u16le(6)
            && frame.top() + frame.height() <= file.u16le(8);
    return new GifFile(
        fits ? file.u16le(6) : frame.width(),
        fits ? file.u16le(8) : frame.height(),
        fits ? frame : new Frame(0, 0, frame.width(), frame.height()),
        colors,
        transparent,
        (flags & INTERLACED) != 0,
        new Codes(file.u8(codes), blocks(file, codes + 1)));
  }

  /** Bytes of the palette that flags announce. */
  private static int palette(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** The place after a row of blocks, which an empty one ends. */
  private static int afterBlocks(Bytes file, int from) {
    int at = from;
    while (file.u8(at) != 0) {
      at += 1 + file.u8(at);
    }
    return at + 1;
  }

  private static byte[] blocks(Bytes file, int from) {
    var data = new ByteArrayOutputStream();
    for (int at = from; file.u8(at) != 0; at += 1 + file.u8(at)) {
      data.writeBytes(file.part(at + 1, file.u8(at)).copy());
    }
    return data.toByteArray();
  }
}
