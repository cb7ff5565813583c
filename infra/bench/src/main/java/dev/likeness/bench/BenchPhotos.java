package dev.likeness.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Made-up photos that take as long to decode and encode as real ones. */
final class BenchPhotos {
  private BenchPhotos() {}

  /** Squares on a slope of light, with noise. */
  static byte[] jpeg(int side, long seed) {
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var random = new Random(seed);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int level = 40 + (x + y) / 16 + (((x / 64) + (y / 64)) % 2) * 30 + random.nextInt(12);
        image.setRGB(x, y, (level << 16) | ((level * 3 / 4) << 8) | (level / 2));
      }
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
