package dev.likeness.worker.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class BackgroundBlurTest {
  /** Red, 240 by 300 pixels, in the middle of a board of black and white pixels. */
  private static final BufferedImage BOARD = board();

  @Test
  void leavesTheSubjectAsItIs() {
    try (Photo photo = Photos.photo(Scenes.person(480, 640));
        Photo blurred = blurred(photo, 1)) {
      float[] opacity = SubjectCutterTest.opacity(matte(photo), photo);
      int changed = 0;
      for (int i = 0; i < opacity.length; i++) {
        boolean same = Photos.rgb(photo, i % 480, i / 480) == Photos.rgb(blurred, i % 480, i / 480);
        changed += opacity[i] == 1 && !same ? 1 : 0;
      }
      assertThat(changed).isZero();
    }
  }

  /**
   * Half of the light of white, 0.5, is stored as 188: (1.055 * 0.5^(1/2.4) - 0.055) * 255 = 187.5.
   * A mean of stored values would be 128.
   */
  @Test
  void mixesLightAndNotStoredValues() {
    try (Photo photo = Photos.photo(BOARD);
        Photo blurred = blurred(photo, matteOf(photo), .6)) {
      int far = Photos.rgb(blurred, 40, 40);

      assertThat(far & 255).isBetween(184, 191);
      assertThat(far >> 16).isBetween(184, 191);
    }
  }

  /** Five pixels from a red border, nothing of the red is in the blur. */
  @Test
  void doesNotLetTheSubjectShineIntoItsSurroundings() {
    try (Photo photo = Photos.photo(BOARD);
        Photo blurred = blurred(photo, matteOf(photo), 1)) {
      int beside = Photos.rgb(blurred, 135, 250);

      assertThat((beside >> 16) - (beside & 255)).isBetween(-6, 6);
    }
  }

  @Test
  void blursMoreWhereMoreIsAskedFor() {
    try (Photo photo = Photos.photo(Scenes.person(480, 640));
        Photo little = blurred(photo, .2);
        Photo much = blurred(photo, 1)) {
      assertThat(roughness(little)).isLessThan(.5 * roughness(photo));
      assertThat(roughness(much)).isLessThan(.7 * roughness(little));
    }
  }

  private static Photo blurred(Photo photo, double strength) {
    return blurred(photo, matte(photo), strength);
  }

  private static Photo blurred(Photo photo, Matte matte, double strength) {
    return BackgroundBlur.blurred(photo, matte, strength);
  }

  private static Matte matte(Photo photo) {
    return SubjectCutterTest.cutter(SubjectCutterTest.face(photo.width(), photo.height()))
        .cut(photo, new Cancellation())
        .orElseThrow();
  }

  private static Matte matteOf(Photo photo) {
    var mask = new float[photo.width() * photo.height()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = isRed(i % photo.width(), i / photo.width()) ? 1 : 0;
    }
    return new Matte(Planes.of(photo, 768), mask);
  }

  /** Squared steps between pixels in the upper left corner, which is background. */
  private static double roughness(Photo photo) {
    double sum = 0;
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 120; x++) {
        int step = (Photos.rgb(photo, x, y) & 255) - (Photos.rgb(photo, x + 1, y) & 255);
        sum += step * step;
      }
    }
    return sum;
  }

  private static BufferedImage board() {
    var image = new BufferedImage(520, 500, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 500; y++) {
      for (int x = 0; x < 520; x++) {
        image.setRGB(x, y, isRed(x, y) ? 0xD02020 : (x + y) % 2 == 0 ? 0xFFFFFF : 0);
      }
    }
    return image;
  }

  private static boolean isRed(int x, int y) {
    return x >= 140 && x < 380 && y >= 100 && y < 400;
  }
}
