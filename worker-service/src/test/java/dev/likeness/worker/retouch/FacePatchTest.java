package dev.likeness.worker.retouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceTemplate;
import dev.likeness.worker.face.Point;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacePatchTest {
  private static final int SIDE = 128;

  @ParameterizedTest
  @CsvSource({"128, 0", "64, 25", "96, 180", "200, -40", "300, 90"})
  void putsAChangeWhereTheFaceIsAndFadesItOut(double size, double degrees) {
    try (Photo photo = Photos.photo(grey(640, 480));
        var patch = patch(photo, face(320, 240, size, degrees));
        Photo changed = brighter(patch.crop(), 40)) {
      patch.paste(changed, 1);

      assertThat(level(photo, 320, 240)).isEqualTo(140);
      for (double direction = 0; direction < 360; direction += 15) {
        double last = 140;
        for (double distance = 0; distance < size * .8; distance++) {
          double x = 320 + distance * Math.cos(Math.toRadians(direction));
          double y = 240 + distance * Math.sin(Math.toRadians(direction));
          int level = level(photo, (int) Math.round(x), (int) Math.round(y));
          assertThat((double) level).as("fades").isLessThanOrEqualTo(last + 1);
          assertThat(last - level).as("without an edge").isLessThan(160 / (.15 * size) + 2);
          last = level;
        }
        assertThat(last).as("nothing outside").isEqualTo(100);
      }
      // Straight to the right of the middle of an upright face: half of it at .075 of the side.
      Point half = turned(320, 240, size * (.5 - .075), degrees);
      assertThat(level(photo, (int) Math.round(half.x()), (int) Math.round(half.y())))
          .isCloseTo(120, within(5));
    }
  }

  @Test
  void pastesAsMuchAsItIsToldAndTakesItBack() {
    try (Photo photo = Photos.photo(grey(640, 480));
        var patch = patch(photo, face(320, 240, 128, 10));
        Photo changed = brighter(patch.crop(), 40)) {
      byte[] before = Photos.bytes(photo);

      patch.paste(changed, 1);
      patch.paste(changed, .25);

      assertThat(level(photo, 320, 240)).isEqualTo(110);
      patch.undo();
      assertThat(Photos.bytes(photo)).isEqualTo(before);
    }
  }

  @Test
  void keepsTheDetailOfAFaceThatIsLargerThanTheNetworkSawIt() {
    try (Photo photo = Photos.photo(Scenes.clutter(640, 480, 3));
        var patch = patch(photo, face(320, 240, 400, 20))) {
      byte[] before = Photos.bytes(photo);

      patch.paste(patch.crop(), 1);

      assertThat(Photos.bytes(photo)).isEqualTo(before);
    }
  }

  @Test
  void reachesOverTheEdgeOfThePhoto() {
    try (Photo photo = Photos.photo(grey(300, 200));
        var patch = patch(photo, face(5, 195, 150, 45));
        Photo changed = brighter(patch.crop(), 40)) {
      patch.paste(changed, 1);

      assertThat(level(photo, 5, 195)).isEqualTo(140);
      assertThat(level(photo, 290, 10)).isEqualTo(100);
    }
    try (Photo photo = Photos.photo(grey(300, 200));
        var patch = patch(photo, face(-500, 50, 100, 0));
        Photo changed = brighter(patch.crop(), 40)) {
      patch.paste(changed, 1);

      assertThat(Photos.bytes(photo)).containsOnly(100);
    }
  }

  private static FacePatch patch(Photo photo, Face face) {
    return new FacePatch(photo, face, FaceTemplate.ARCFACE_128, SIDE);
  }

  /** A face whose cut-out is a square of this size around a place. */
  private static Face face(double x, double y, double size, double degrees) {
    List<Point> landmarks =
        FaceTemplate.ARCFACE_128.places().stream()
            .map(
                place -> {
                  Point across = turned(0, 0, (place.x() - .5) * size, degrees);
                  Point down = turned(0, 0, (place.y() - .5) * size, degrees + 90);
                  return new Point(x + across.x() + down.x(), y + across.y() + down.y());
                })
            .toList();
    return new Face(x - size / 4, y - size / 4, x + size / 4, y + size / 4, 1, landmarks);
  }

  private static Point turned(double x, double y, double distance, double degrees) {
    double angle = Math.toRadians(degrees);
    return new Point(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
  }

  private static BufferedImage grey(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, 0x646464);
    }
    return image;
  }

  private static Photo brighter(Photo crop, int levels) {
    Photo brighter = Photo.allocate(crop.width(), crop.height());
    for (int i = 0; i < crop.pixels().limit(); i++) {
      brighter.pixels().put(i, (byte) ((crop.pixels().get(i) & 255) + levels));
    }
    return brighter;
  }

  private static int level(Photo photo, int x, int y) {
    return Photos.rgb(photo, x, y) & 255;
  }
}
