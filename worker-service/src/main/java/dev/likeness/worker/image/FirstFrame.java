package dev.likeness.worker.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the first picture of a GIF or an animated WebP lies on the canvas that viewers show:
 * readers know only the picture. Sources: GIF89a sections 18 and 20; RFC 9649 section 2.7.
 *
 * @param canvasWidth of what is shown, in pixels
 * @param canvasHeight of what is shown, in pixels
 */
record FirstFrame(int canvasWidth, int canvasHeight, int left, int top, int width, int height) {
  private static final int GIF_HEAD = 13;
  private static final int GIF_EXTENSION = 0x21;
  private static final int GIF_PICTURE = 0x2c;

  /** Empty if the picture is all that is shown. A picture that hangs over its canvas is. */
  static Optional<FirstFrame> of(ImageFormat format, byte[] file) {
    Optional<FirstFrame> frame =
        switch (format) {
          case GIF -> ofGif(file);
          case WEBP -> ofWebp(file);
          case JPEG, PNG, HEIF -> Optional.empty();
        };
    return frame.filter(FirstFrame::isPartOfCanvas);
  }

  /**
   * The whole canvas: white, with the picture.
   *
   * @param picture plain, of which every so many pixels were read
   */
  BufferedImage place(BufferedImage picture, int gap) {
    int wide = Math.max(picture.getWidth(), canvasWidth / gap);
    int high = Math.max(picture.getHeight(), canvasHeight / gap);
    int column = Math.min(left / gap, wide - picture.getWidth());
    int row = Math.min(top / gap, high - picture.getHeight());
    var canvas = new BufferedImage(wide, high, BufferedImage.TYPE_3BYTE_BGR);
    byte[] to = Pixels.bytes(canvas);
    byte[] from = Pixels.bytes(picture);
    Arrays.fill(to, (byte) 255);
    int line = picture.getWidth() * 3;
    for (int y = 0; y < picture.getHeight(); y++) {
      System.arraycopy(from, y * line, to, ((row + y) * wide + column) * 3, line);
    }
    return canvas;
  }

  private boolean isPartOfCanvas() {
    boolean fits = left + width <= canvasWidth && top + height <= canvasHeight;
    return fits && (width < canvasWidth || height < canvasHeight);
  }

  private static Optional<FirstFrame> ofGif(byte[] file) {
    if (file.length < GIF_HEAD) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int flags = file[10];
    int at = GIF_HEAD + ((flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1));
    while (at + 10 <= file.length && file[at] == GIF_EXTENSION) {
      at += 2;
      while (at < file.length && file[at] != 0) {
        at += 1 + (file[at] & 255);
      }
      at++;
    }
    if (at + 10 > file.length || file[at] != GIF_PICTURE) {
      return Optional.empty();
    }
    return Optional.of(
        new FirstFrame(
            in.getChar(6),
            in.getChar(8),
            in.getChar(at + 1),
            in.getChar(at + 3),
            in.getChar(at + 5),
            in.getChar(at + 7)));
  }

  private static Optional<FirstFrame> ofWebp(byte[] file) {
    Optional<byte[]> canvas = EmbeddedMetadata.webpChunk(file, "VP8X");
    Optional<byte[]> frame = EmbeddedMetadata.webpChunk(file, "ANMF");
    if (canvas.isEmpty() || canvas.get().length < 10) {
      return Optional.empty();
    }
    return frame
        .filter(bytes -> bytes.length >= 16)
        .map(
            bytes ->
                new FirstFrame(
                    three(canvas.get(), 4) + 1,
                    three(canvas.get(), 7) + 1,
                    three(bytes, 0) * 2,
                    three(bytes, 3) * 2,
                    three(bytes, 6) + 1,
                    three(bytes, 9) + 1));
  }

  /** A number of three bytes, the lowest first. */
  private static int three(byte[] bytes, int at) {
    return (bytes[at] & 255) | (bytes[at + 1] & 255) << 8 | (bytes[at + 2] & 255) << 16;
  }
}
