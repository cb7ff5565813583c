package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemixPipelineTest {
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final RemixPipeline pipeline = RemixPipeline.load(ModelPack.starter(), device);

  @AfterAll
  void close() {
    pipeline.close();
    device.close();
  }

  @Test
  void movesColoursTowardsTheReferenceButNotBeyondTheBounds() {
    BufferedImage scene = Scenes.house(300, 200);
    BufferedImage orange = tinted(Scenes.clutter(200, 200, 3), 1, .75, .45);
    try (Photo photo = Photos.photo(scene);
        Photo reference = Photos.photo(orange);
        Photo full = remix(photo, reference, 1);
        Photo half = remix(photo, reference, .5)) {
      double before = warmth(photo);
      assertThat(warmth(full)).isGreaterThan(before + 15).isLessThan(warmth(reference));
      assertThat(warmth(half)).isBetween(before + 5, warmth(full) - 5);
      assertThat(warmth(full)).isLessThan(before + 70);
    }
  }

  @Test
  void darkensTowardsADarkReferenceAndBrightensTowardsABrightOne() {
    try (Photo photo = Photos.photo(Scenes.house(300, 200));
        Photo night = Photos.photo(tinted(Scenes.house(300, 200), .35, .35, .4));
        Photo dark = remix(photo, night, 1);
        Photo bright = remix(night, photo, 1)) {
      assertThat(brightness(dark)).isLessThan(brightness(photo) - 10);
      assertThat(brightness(bright)).isGreaterThan(brightness(night) + 10);
    }
  }

  @Test
  void changesHardlyAnythingIfTheLooksAreTheSame() {
    try (Photo photo = Photos.photo(Scenes.clutter(200, 150, 5));
        Photo same = remix(photo, photo, 1)) {
      assertThat(largestDifference(photo, same)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void changesNothingAtNoStrength() {
    try (Photo photo = Photos.photo(Scenes.clutter(200, 150, 5));
        Photo reference = Photos.photo(tinted(Scenes.house(200, 150), 1, .5, .2));
        Photo same = remix(photo, reference, 0)) {
      assertThat(largestDifference(photo, same)).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "255,255,255",
    "0,0,0",
    "255,0,0",
    "0,255,0",
    "0,0,255",
    "128,128,128",
    "230,235,240"
  })
  void makesNoHazeOfAReferenceThatHasNothingInCommon(int red, int green, int blue) {
    BufferedImage flat = tinted(white(64), red / 255.0, green / 255.0, blue / 255.0);
    var ramp = new BufferedImage(256, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256 * 16; i++) {
      ramp.setRGB(i % 256, i / 256, i % 256 * 0x010101);
    }
    try (Photo photo = Photos.photo(ramp);
        Photo reference = Photos.photo(flat);
        Photo remixed = remix(photo, reference, 1)) {
      for (int x = 1; x < 256; x++) {
        assertThat(luma(Photos.rgb(remixed, x, 0)))
            .isGreaterThanOrEqualTo(luma(Photos.rgb(remixed, x - 1, 0)) - 1.2);
      }
      assertThat(luma(Photos.rgb(remixed, 2, 0))).isLessThan(25);
      assertThat(luma(Photos.rgb(remixed, 253, 0))).isGreaterThan(205);
      assertThat(luma(Photos.rgb(remixed, 192, 0)))
          .isGreaterThan(luma(Photos.rgb(remixed, 64, 0)) + 55);
    }
  }

  @ParameterizedTest
  @CsvSource({"300,220", "129,64"})
  void givesTheSameInTilesAsInOnePiece(int width, int height) {
    try (RemixPipeline tiled = RemixPipeline.load(ModelPack.starter(), device, 64);
        Photo photo = Photos.photo(Scenes.clutter(width, height, 11));
        Photo reference = Photos.photo(tinted(Scenes.house(100, 80), .9, .6, .4));
        Photo whole = remix(photo, reference, 1);
        Photo inTiles =
            tiled.remix(
                photo,
                RemixPipeline.Appearance.of(photo),
                RemixPipeline.Appearance.of(reference),
                1,
                _ -> {},
                new Cancellation())) {
      assertThat(largestDifference(whole, inTiles)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void namesTheModelsThatItUses() {
    assertThat(pipeline.models())
        .extracting(ModelFile::role)
        .containsExactly("remix.analyze", "remix.apply");
  }

  private Photo remix(Photo photo, Photo reference, double strength) {
    return pipeline.remix(
        photo,
        RemixPipeline.Appearance.of(photo),
        RemixPipeline.Appearance.of(reference),
        strength,
        _ -> {},
        new Cancellation());
  }

  private static BufferedImage white(int side) {
    var picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[side * side];
    Arrays.fill(pixels, 0xffffff);
    picture.setRGB(0, 0, side, side, pixels, 0, side);
    return picture;
  }

  private static BufferedImage tinted(
      BufferedImage picture, double red, double green, double blue) {
    var tinted =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int rgb = picture.getRGB(x, y);
        tinted.setRGB(
            x,
            y,
            (int) ((rgb >> 16 & 255) * red) << 16
                | (int) ((rgb >> 8 & 255) * green) << 8
                | (int) ((rgb & 255) * blue));
      }
    }
    return tinted;
  }

  /** Mean of red less blue. */
  private static double warmth(Photo photo) {
    byte[] bytes = Photos.bytes(photo);
    double sum = 0;
    for (int i = 0; i < bytes.length; i += 3) {
      sum += (bytes[i] & 255) - (bytes[i + 2] & 255);
    }
    return sum * 3 / bytes.length;
  }

  private static double brightness(Photo photo) {
    double sum = 0;
    for (byte value : Photos.bytes(photo)) {
      sum += value & 255;
    }
    return sum / (photo.width() * photo.height() * 3.0);
  }

  private static double luma(int rgb) {
    return .2126 * (rgb >> 16 & 255) + .7152 * (rgb >> 8 & 255) + .0722 * (rgb & 255);
  }

  private static int largestDifference(Photo one, Photo other) {
    byte[] a = Photos.bytes(one);
    byte[] b = Photos.bytes(other);
    int largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((a[i] & 255) - (b[i] & 255)));
    }
    return largest;
  }
}
