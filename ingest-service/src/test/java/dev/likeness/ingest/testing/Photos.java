package dev.likeness.ingest.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/** Small photos, and files that claim to be large ones. */
public final class Photos {
  private static final int PNG_WIDTH_AT = 16;

  private Photos() {}

  public static byte[] png(int width, int height) {
    return written("png", width, height);
  }

  public static byte[] jpeg(int width, int height) {
    return written("jpeg", width, height);
  }

  public static byte[] gif(int width, int height) {
    return written("gif", width, height);
  }

  /** A few bytes that claim to be a PNG of this size. */
  public static byte[] pngThatClaims(int width, int height) {
    byte[] bytes = png(1, 1);
    ByteBuffer.wrap(bytes).putInt(PNG_WIDTH_AT, width).putInt(PNG_WIDTH_AT + 4, height);
    return bytes;
  }

  private static byte[] written(String format, int width, int height) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
