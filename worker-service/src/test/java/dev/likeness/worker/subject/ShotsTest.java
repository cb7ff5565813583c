package dev.likeness.worker.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.DrawnThings;
import dev.likeness.worker.testing.ImageFiles;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ShotsTest {
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final Shots shots = new Shots();

  @Test
  void knowsCopiesInAnotherFormatAndSize() {
    assertThat(add(thing(300), "png")).isTrue();

    assertThat(add(thing(300), "jpg")).isFalse();
    assertThat(add(half(thing(300)), "png")).isFalse();
    assertThat(shots.count()).isEqualTo(1);
  }

  @Test
  void takesAnotherShotOfTheSameForAnother() {
    assertThat(add(thing(300), "png")).isTrue();
    assertThat(add(thing(320), "png")).isTrue();
    assertThat(shots.count()).isEqualTo(2);
  }

  private boolean add(BufferedImage image, String format) {
    try (Photo photo = decoder.decode(ImageFiles.file(image, format))) {
      return shots.add(photo);
    }
  }

  private static BufferedImage thing(int x) {
    var image = DrawnThings.background(640, 480, 1);
    DrawnThings.draw(image, 3, x, 240, 200);
    return image;
  }

  private static BufferedImage half(BufferedImage image) {
    var half = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 240; y++) {
      for (int x = 0; x < 320; x++) {
        half.setRGB(x, y, mean(image, 2 * x, 2 * y));
      }
    }
    return half;
  }

  private static int mean(BufferedImage image, int x, int y) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += (image.getRGB(x + i % 2, y + Math.floorDiv(i, 2)) >> shift) & 255;
      }
      rgb |= (sum / 4) << shift;
    }
    return rgb;
  }
}
