package dev.likeness.kit.image;

/**
 * Where the first picture of a GIF lies on the canvas that viewers show. A picture that hangs over
 * its canvas is shown whole, and is all that is shown. Source: GIF89a sections 18 to 22.
 *
 * @param width of what is shown, in pixels
 * @param height of what is shown, in pixels
 * @param frame the first picture, within what is shown
 */
public record GifFile(int width, int height, Frame frame) {
  private static final String NAME = "GIF";
  private static final int HEAD = 13;
  private static final int EXTENSION = 0x21;
  private static final int PICTURE = 0x2c;
  private static final int PICTURE_HEAD = 10;

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
    while (file.u8(at) == EXTENSION || file.u8(at) == 0) {
      at = file.u8(at) == 0 ? at + 1 : afterBlocks(file, at + 2);
    }
    if (file.u8(at) != PICTURE) {
      throw UnreadableImageException.damaged(NAME);
    }
    var frame =
        new Frame(file.u16le(at + 1), file.u16le(at + 3), file.u16le(at + 5), file.u16le(at + 7));
    int codes = at + PICTURE_HEAD + palette(file.u8(at + 9));
    afterBlocks(file, codes + 1);
    return of(file.u16le(6), file.u16le(8), frame);
  }

  private static GifFile of(int width, int height, Frame frame) {
    boolean fits = frame.left() + frame.width() <= width && frame.top() + frame.height() <= height;
    return fits
        ? new GifFile(width, height, frame)
        : new GifFile(
            frame.width(), frame.height(), new Frame(0, 0, frame.width(), frame.height()));
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
}
