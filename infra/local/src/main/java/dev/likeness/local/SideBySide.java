package dev.likeness.local;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Draws a photo before (left) and after (right) into one picture. No text: a server has no fonts.
 */
final class SideBySide {
  private static final int HEIGHT = 720;
  private static final int GAP = 12;

  private SideBySide() {}

  static void write(byte[] before, byte[] after, Path file) throws IOException {
    BufferedImage left = fitted(read(before));
    BufferedImage right = fitted(read(after));
    int width = left.getWidth() + GAP + right.getWidth();
    var both = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = both.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, both.getWidth(), both.getHeight());
    graphics.drawImage(left, 0, 0, null);
    graphics.drawImage(right, left.getWidth() + GAP, 0, null);
    graphics.dispose();
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!ImageIO.write(both, "jpg", file.toFile())) {
      throw new IOException("this Java cannot write JPEG");
    }
  }

  private static BufferedImage read(byte[] image) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(image));
    if (read == null) {
      throw new IOException("this Java cannot read the photo");
    }
    return read;
  }

  private static BufferedImage fitted(BufferedImage image) {
    int width = Math.max(1, Math.round(image.getWidth() * (float) HEIGHT / image.getHeight()));
    var fitted = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = fitted.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, HEIGHT, null);
    graphics.dispose();
    return fitted;
  }
}
