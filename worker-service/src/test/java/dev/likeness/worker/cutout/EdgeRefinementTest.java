package dev.likeness.worker.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.Photos;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dark red disc before a green wall, 200 x 200. */
class EdgeRefinementTest {
  private static final int SIDE = 200;
  private static final int RADIUS = 60;

  private final Photo photo = Photos.photo(disc());
  private final Matte matte = matte();

  @AfterEach
  void close() {
    photo.close();
  }

  @Test
  void leavesOutWhatHasTheColorOfTheBackground() {
    byte[] opacity = opacity(RADIUS + 3);

    byte[] refined = refined(opacity);

    assertThat(opacity[at(RADIUS + 2)] & 255).isEqualTo(255);
    assertThat(refined[at(RADIUS + 2)] & 255).isLessThan(20);
    assertThat(refined[at(RADIUS - 6)] & 255).isEqualTo(255);
    assertThat(refined[at(0)] & 255).isEqualTo(255);
  }

  @Test
  void leavesOutIslands() {
    byte[] opacity = opacity(RADIUS);
    for (int y = 10; y < 30; y++) {
      for (int x = 10; x < 25; x++) {
        opacity[y * SIDE + x] = (byte) 255;
      }
    }

    byte[] refined = refined(opacity);

    assertThat(refined[20 * SIDE + 18]).isZero();
    assertThat(refined[at(0)] & 255).isEqualTo(255);
  }

  @Test
  void movesTheEdgeInwards() {
    byte[] refined = refined(opacity(RADIUS - 10));

    assertThat(refined[at(RADIUS - 10)] & 255).isLessThan(20);
    assertThat(refined[at(RADIUS - 14)] & 255).isEqualTo(255);
  }

  @Test
  void takesWhatIsNothing() {
    assertThat(refined(new byte[SIDE * SIDE])).containsOnly(0);
  }

  private byte[] refined(byte[] opacity) {
    return EdgeRefinement.refined(photo, new Foreground(matte), opacity);
  }

  /** The pixel so far to the right of the middle. */
  private static int at(int right) {
    return SIDE / 2 * SIDE + SIDE / 2 + right;
  }

  private static byte[] opacity(int radius) {
    var opacity = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        if (Math.hypot(x - SIDE / 2, y - SIDE / 2) <= radius) {
          opacity[y * SIDE + x] = (byte) 255;
        }
      }
    }
    return opacity;
  }

  private Matte matte() {
    Planes planes = Planes.of(photo, SIDE);
    var mask = new float[SIDE * SIDE];
    byte[] opacity = opacity(RADIUS);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (opacity[i] & 255) / 255f;
    }
    return new Matte(planes, mask);
  }

  private static BufferedImage disc() {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(90, 170, 80));
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.setColor(new Color(120, 30, 40));
    pen.fillOval(SIDE / 2 - RADIUS, SIDE / 2 - RADIUS, 2 * RADIUS, 2 * RADIUS);
    pen.dispose();
    return image;
  }
}
