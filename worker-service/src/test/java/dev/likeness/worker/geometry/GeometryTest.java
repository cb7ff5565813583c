package dev.likeness.worker.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
  @ParameterizedTest
  @CsvSource({
    "1K, 1, 1024, 1024",
    "1K, 1.3333, 1024, 768",
    "1K, 0.5625, 576, 1024",
    "2K, 1.5, 2048, 1360",
    "4K, 1.7778, 4096, 2304",
    "4K, 2.3333, 4096, 1760",
    "1K, 100, 1024, 16"
  })
  void namesTheSizeOfAResolution(String resolution, double ratio, int width, int height) {
    assertThat(OutputSize.of(OutputSize.longSide(resolution), ratio))
        .isEqualTo(new OutputSize(width, height));
  }

  /** Numbers from plain Python: Pillow's cubic filter over eight and twelve positions. */
  @ParameterizedTest
  @CsvSource({
    "3, 77.713 91.26 128.305",
    "12, 7.368 20.0 71.644 188.773 158.125 75.37 30.741 75.0 115.903 57.847 151.765 251.842"
  })
  void resizesByACubicFilterAsPillowDoes(int width, String expected) {
    var line = new BufferedImage(8, 1, BufferedImage.TYPE_INT_RGB);
    int[] values = {10, 50, 200, 90, 30, 120, 60, 240};
    for (int x = 0; x < values.length; x++) {
      line.setRGB(x, 0, values[x] << 8);
    }
    String[] numbers = expected.split(" ", -1);
    try (Photo photo = Photos.photo(line);
        Photo resized = Resize.cubic(photo, width, 1)) {
      for (int x = 0; x < width; x++) {
        assertThat((Photos.rgb(resized, x, 0) >> 8) & 255)
            .isEqualTo((int) Math.round(Double.parseDouble(numbers[x])));
      }
    }
  }

  @Test
  void turnsByQuartersWithoutLoss() {
    try (Photo photo = Photos.photo(Scenes.clutter(30, 20, 1));
        Photo right = Turns.turned(photo, 90);
        Photo left = Turns.turned(photo, -90);
        Photo around = Turns.turned(photo, 180)) {
      assertThat(right.width()).isEqualTo(20);
      assertThat(right.height()).isEqualTo(30);
      assertThat(Photos.rgb(right, 19, 0)).isEqualTo(Photos.rgb(photo, 0, 0));
      assertThat(Photos.rgb(right, 0, 0)).isEqualTo(Photos.rgb(photo, 0, 19));
      assertThat(Photos.rgb(left, 0, 29)).isEqualTo(Photos.rgb(photo, 0, 0));
      assertThat(Photos.rgb(left, 0, 0)).isEqualTo(Photos.rgb(photo, 29, 0));
      assertThat(Photos.rgb(around, 29, 19)).isEqualTo(Photos.rgb(photo, 0, 0));
      try (Photo back = Turns.turned(right, 270)) {
        assertThat(Photos.bytes(back)).isEqualTo(Photos.bytes(photo));
      }
    }
  }

  @Test
  void givesTheSamePhotoBackForAFullTurn() {
    try (Photo photo = Photos.photo(Scenes.clutter(30, 20, 1))) {
      assertThat(Turns.turned(photo, 360)).isSameAs(photo);
      assertThat(Turns.turned(photo, 0)).isSameAs(photo);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "-7.5", "44", "100", "-175"})
  void leavesNoEmptyCorners(double degrees) {
    try (Photo white = Photos.photo(plain(80, 50, 0xffffff));
        Photo turned = Turns.turned(white, degrees)) {
      for (byte value : Photos.bytes(turned)) {
        assertThat(value & 255).isEqualTo(255);
      }
    }
  }

  @Test
  void turnsClockwise() {
    var picture = plain(101, 101, 0);
    picture.getGraphics().fillRect(48, 0, 5, 50);
    try (Photo photo = Photos.photo(picture);
        Photo turned = Turns.turned(photo, 20)) {
      // The bar that pointed up leans to the right.
      int top = turned.height() / 2 - 30;
      int lean = (int) Math.round(30 * Math.tan(Math.toRadians(20)));
      assertThat(Photos.rgb(turned, turned.width() / 2 + lean, top) & 255).isGreaterThan(200);
      assertThat(Photos.rgb(turned, turned.width() / 2 - lean, top) & 255).isLessThan(50);
    }
  }

  @Test
  void mirrors() {
    try (Photo photo = Photos.photo(Scenes.clutter(30, 20, 1));
        Photo mirrored = Turns.mirrored(photo);
        Photo flipped = Turns.flipped(photo)) {
      assertThat(Photos.rgb(mirrored, 29, 4)).isEqualTo(Photos.rgb(photo, 0, 4));
      assertThat(Photos.rgb(flipped, 4, 19)).isEqualTo(Photos.rgb(photo, 4, 0));
    }
  }

  @Test
  void cutsTheMiddle() {
    try (Photo photo = Photos.photo(Scenes.clutter(40, 20, 1))) {
      Frame square = Frame.centred(photo, 1);
      assertThat(square).isEqualTo(new Frame(10, 0, 20, 20));
      try (Photo cut = square.cut(photo)) {
        assertThat(Photos.rgb(cut, 0, 7)).isEqualTo(Photos.rgb(photo, 10, 7));
      }
      assertThat(Frame.centred(photo, 2).cut(photo)).isSameAs(photo);
    }
  }

  @ParameterizedTest
  @CsvSource({"10,7", "200,150", "64,300", "1,1"})
  void resizesWithoutAChangeOfColour(int width, int height) {
    try (Photo photo = Photos.photo(plain(60, 40, 0x3080c0));
        Photo resized = Resize.to(photo, width, height)) {
      assertThat(Photos.rgb(resized, width / 2, height / 2)).isEqualTo(0x3080c0);
      assertThat(Photos.rgb(resized, 0, 0)).isEqualTo(0x3080c0);
      assertThat(Photos.rgb(resized, width - 1, height - 1)).isEqualTo(0x3080c0);
    }
  }

  @Test
  void averagesWhatGetsSmallerAndKeepsPlaces() {
    var picture = new BufferedImage(400, 100, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 400 * 100; i++) {
      // A fine pattern on the left, which must become grey; on the right white.
      int x = i % 400;
      picture.setRGB(x, i / 400, x >= 200 || x % 2 == 0 ? 0xffffff : 0);
    }
    try (Photo photo = Photos.photo(picture);
        Photo small = Resize.to(photo, 80, 20)) {
      assertThat(Photos.rgb(small, 15, 10) & 255).isCloseTo(128, within(4));
      assertThat(Photos.rgb(small, 70, 10) & 255).isEqualTo(255);
    }
  }

  private static BufferedImage plain(int width, int height, int rgb) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }
}
