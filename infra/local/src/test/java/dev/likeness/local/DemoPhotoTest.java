package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DemoPhotoTest {
  @Test
  void isTheSameOnEveryRun() throws Exception {
    assertThat(DemoPhoto.jpeg()).isEqualTo(DemoPhoto.jpeg());
  }

  @Test
  void isDarkAndHasAWarmCast() throws Exception {
    BufferedImage photo = ImageIO.read(new ByteArrayInputStream(DemoPhoto.jpeg()));

    assertThat(photo.getWidth()).isEqualTo(1536);
    assertThat(photo.getHeight()).isEqualTo(1024);
    assertThat(mean(photo, 16)).isBetween(60.0, 120.0).isGreaterThan(mean(photo, 0) * 1.1);
  }

  private static double mean(BufferedImage photo, int shift) {
    int[] pixels =
        photo.getRGB(0, 0, photo.getWidth(), photo.getHeight(), null, 0, photo.getWidth());
    return Arrays.stream(pixels).map(rgb -> (rgb >> shift) & 255).average().orElseThrow();
  }
}
