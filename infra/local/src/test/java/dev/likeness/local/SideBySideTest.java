package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
  @TempDir private Path directory;

  @Test
  void putsBeforeLeftAndAfterRightAtTheSameHeight() throws Exception {
    Path file = directory.resolve("new folder").resolve("both.jpg");

    SideBySide.write(plain(100, 50, Color.RED), plain(360, 720, Color.BLUE), file);

    BufferedImage both = ImageIO.read(file.toFile());
    assertThat(both.getHeight()).isEqualTo(720);
    assertThat(both.getWidth()).isEqualTo(1440 + 12 + 360);
    assertThat(channels(both, 720, 360)).satisfies(c -> assertThat(c.getRed()).isGreaterThan(230));
    assertThat(channels(both, 1445, 360))
        .satisfies(c -> assertThat(c.getGreen()).isGreaterThan(200));
    assertThat(channels(both, 1632, 360))
        .satisfies(c -> assertThat(c.getBlue()).isGreaterThan(230));
  }

  @Test
  void saysThatItCannotReadWhatIsNoPicture() {
    assertThatIOException()
        .isThrownBy(() -> SideBySide.write(new byte[] {1}, new byte[] {2}, directory.resolve("x")))
        .withMessage("this Java cannot read the photo");
  }

  private static Color channels(BufferedImage image, int x, int y) {
    return new Color(image.getRGB(x, y));
  }

  private static byte[] plain(int width, int height, Color color) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", bytes)).isTrue();
    return bytes.toByteArray();
  }
}
