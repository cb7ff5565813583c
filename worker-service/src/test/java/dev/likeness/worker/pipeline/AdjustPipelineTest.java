package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdjustPipelineTest {
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final AdjustPipeline pipeline = AdjustPipeline.load(ModelPack.starter(), device);

  @AfterAll
  void close() {
    pipeline.close();
    device.close();
  }

  /**
   * Expected values by hand, in Python: {@code d(2*l(v)/(1+l(v)))} one stop up and {@code
   * d(l(v)/2)} one down, with {@code l} and {@code d} the curve of sRGB and its reverse.
   */
  @ParameterizedTest
  @CsvSource({"20,31,11", "60,83,41", "118,150,85", "200,222,146", "255,255,188", "0,0,0"})
  void changesExposureByStopsOfLight(int grey, int oneStopUp, int oneStopDown) {
    assertThat(greyAfter(grey, Adjustment.EXPOSURE, .5)).isCloseTo(oneStopUp, within(1));
    assertThat(greyAfter(grey, Adjustment.EXPOSURE, -.5)).isCloseTo(oneStopDown, within(1));
  }

  @Test
  void changesNothingWithoutAmounts() {
    try (Photo photo = Photos.photo(Scenes.clutter(200, 150, 5));
        Photo same = adjust(photo, Adjustments.NONE)) {
      assertThat(largestDifference(photo, same)).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EXPOSURE,1", "EXPOSURE,-1", "CONTRAST,1", "CONTRAST,-1", "SHADOWS,1", "SHADOWS,-1",
    "HIGHLIGHTS,1", "HIGHLIGHTS,-1", "FADE,1", "SEPIA,1", "WARMTH,1", "WARMTH,-1"
  })
  void keepsTheOrderOfGreys(Adjustment adjustment, double amount) {
    assertOrder(new Adjustments(Map.of(adjustment, amount)));
  }

  @Test
  void keepsTheOrderOfGreysWhenEverythingIsAskedForAtOnce() {
    assertOrder(
        new Adjustments(
            Map.of(
                Adjustment.EXPOSURE, 1.0,
                Adjustment.CONTRAST, 1.0,
                Adjustment.SHADOWS, -1.0,
                Adjustment.HIGHLIGHTS, 1.0,
                Adjustment.FADE, 1.0)));
  }

  @Test
  void leavesNoColourAtTheEndOfSaturation() {
    try (Photo photo = Photos.photo(Scenes.clutter(120, 90, 3));
        Photo grey = adjust(photo, of(Adjustment.SATURATION, -1))) {
      byte[] bytes = Photos.bytes(grey);
      for (int i = 0; i < bytes.length; i += 3) {
        assertThat(bytes[i]).isEqualTo(bytes[i + 1]).isEqualTo(bytes[i + 2]);
      }
    }
  }

  @Test
  void warmsWithoutAChangeOfBrightness() {
    int warm = after(0x808080, Adjustment.WARMTH, 1);
    int cool = after(0x808080, Adjustment.WARMTH, -1);

    assertThat(red(warm)).isGreaterThan(140);
    assertThat(blue(warm)).isLessThan(110);
    assertThat(red(cool)).isLessThan(120);
    assertThat(blue(cool)).isGreaterThan(150);
    assertThat(luma(warm)).isCloseTo(128, within(6.0));
    assertThat(luma(cool)).isCloseTo(128, within(6.0));
  }

  @Test
  void sepiaIsBrownBetweenBlackAndWhite() {
    assertThat(after(0x000000, Adjustment.SEPIA, 1)).isZero();
    assertThat(after(0xffffff, Adjustment.SEPIA, 1)).isEqualTo(0xffffff);
    int middle = after(0x3070c0, Adjustment.SEPIA, 1);
    assertThat(red(middle)).isGreaterThan(green(middle) + 5);
    assertThat(green(middle)).isGreaterThan(blue(middle) + 5);
  }

  @Test
  void vignetteDarkensTheCornersAndLeavesTheMiddle() {
    try (Photo photo = Photos.photo(plain(90, 60, 0xa0a0a0));
        Photo dark = adjust(photo, of(Adjustment.VIGNETTE, 1))) {
      assertThat(red(Photos.rgb(dark, 45, 30))).isEqualTo(0xa0);
      int corner = red(Photos.rgb(dark, 0, 0));
      assertThat(corner).isLessThan(90);
      assertThat(red(Photos.rgb(dark, 89, 0))).isEqualTo(corner);
      assertThat(red(Photos.rgb(dark, 0, 59))).isEqualTo(corner);
      assertThat(red(Photos.rgb(dark, 89, 59))).isEqualTo(corner);
    }
  }

  @Test
  void sharpensEdgesAndLeavesFlatPlaces() {
    var picture = plain(60, 40, 0x606060);
    picture.getGraphics().fillRect(30, 0, 30, 40);
    try (Photo photo = Photos.photo(picture);
        Photo sharp = adjust(photo, of(Adjustment.SHARPNESS, 1))) {
      assertThat(red(Photos.rgb(sharp, 10, 20))).isEqualTo(0x60);
      assertThat(red(Photos.rgb(sharp, 29, 20))).isBetween(0x60 - 40, 0x60 - 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"300,220", "257,131", "129,64"})
  void givesTheSameInTilesAsInOnePiece(int width, int height) {
    var adjustments =
        new Adjustments(
            Map.of(
                Adjustment.VIGNETTE, .8,
                Adjustment.SHARPNESS, 1.0,
                Adjustment.EXPOSURE, .3,
                Adjustment.SHADOWS, .5));
    try (AdjustPipeline tiled = AdjustPipeline.load(ModelPack.starter(), device, 64);
        Photo photo = Photos.photo(Scenes.clutter(width, height, 11));
        Photo whole = adjust(photo, adjustments);
        Photo inTiles = tiled.adjust(photo, adjustments, _ -> {}, new Cancellation())) {
      assertThat(largestDifference(whole, inTiles)).isLessThanOrEqualTo(1);
    }
  }

  private void assertOrder(Adjustments adjustments) {
    var ramp = new BufferedImage(256, 1, BufferedImage.TYPE_INT_RGB);
    for (int grey = 0; grey < 256; grey++) {
      ramp.setRGB(grey, 0, grey * 0x010101);
    }
    try (Photo photo = Photos.photo(ramp);
        Photo adjusted = adjust(photo, adjustments)) {
      for (int grey = 1; grey < 256; grey++) {
        assertThat(luma(Photos.rgb(adjusted, grey, 0)))
            .isGreaterThanOrEqualTo(luma(Photos.rgb(adjusted, grey - 1, 0)) - .8);
      }
      assertThat(luma(Photos.rgb(adjusted, 200, 0)))
          .isGreaterThan(luma(Photos.rgb(adjusted, 60, 0)) + 40);
    }
  }

  private int greyAfter(int grey, Adjustment adjustment, double amount) {
    return green(after(grey * 0x010101, adjustment, amount));
  }

  private int after(int rgb, Adjustment adjustment, double amount) {
    try (Photo photo = Photos.photo(plain(8, 8, rgb));
        Photo adjusted = adjust(photo, of(adjustment, amount))) {
      return Photos.rgb(adjusted, 4, 4);
    }
  }

  private Photo adjust(Photo photo, Adjustments adjustments) {
    return pipeline.adjust(photo, adjustments, _ -> {}, new Cancellation());
  }

  private static Adjustments of(Adjustment adjustment, double amount) {
    return Adjustments.NONE.plus(adjustment, amount);
  }

  private static BufferedImage plain(int width, int height, int rgb) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }

  private static int red(int rgb) {
    return rgb >> 16 & 255;
  }

  private static int green(int rgb) {
    return rgb >> 8 & 255;
  }

  private static int blue(int rgb) {
    return rgb & 255;
  }

  private static double luma(int rgb) {
    return .2126 * red(rgb) + .7152 * green(rgb) + .0722 * blue(rgb);
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
