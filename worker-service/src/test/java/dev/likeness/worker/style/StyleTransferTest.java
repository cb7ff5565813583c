package dev.likeness.worker.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.testing.WrittenPack;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** With nets that make the negative of a picture. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StyleTransferTest {
  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));

  @AfterAll
  void close() {
    device.close();
  }

  @Test
  void paintsAPictureOfAnySizeWithFreeAndWithFixedGraphs() throws IOException {
    BufferedImage scene = Scenes.clutter(501, 299, 4);
    try (Styles styles = styles();
        Photo photo = Photos.photo(scene)) {
      assertThat(styles.names()).containsExactly("candy", "rain-princess");
      for (String name : styles.names()) {
        try (Photo painting = paint(styles, name, photo)) {
          assertNegative(photo, painting);
        }
      }
      assertThat(styles.named("rain-princess").orElseThrow().models())
          .extracting(file -> file.role())
          .containsExactly("style.transfer.rain-princess");
      assertThat(styles.named("udnie")).isEmpty();
    }
  }

  @Test
  void paintsSmallPicturesToo() throws IOException {
    try (Styles styles = styles();
        Photo photo = Photos.photo(Scenes.clutter(30, 17, 4));
        Photo free = paint(styles, "candy", photo);
        Photo fixed = paint(styles, "rain-princess", photo)) {
      assertNegative(photo, free);
      assertNegative(photo, fixed);
    }
  }

  @Test
  void enlargesAPaintingThatIsLargerThanBrushStrokesAreMadeFor() throws IOException {
    try (Styles styles = styles();
        Photo photo = Photos.photo(gradient(1500, 600));
        Photo painting = paint(styles, "rain-princess", photo)) {
      assertThat(painting.width()).isEqualTo(1500);
      assertThat(painting.height()).isEqualTo(600);
      assertSmooth(painting, 2);
    }
  }

  @Test
  void piecesThatDifferFadeIntoEachOther() throws IOException {
    try (Styles styles = styles("udnie", TinyNets.levelling(224));
        Photo photo = Photos.photo(gradient(1000, 600));
        Photo painting = paint(styles, "udnie", photo)) {
      assertSmooth(painting, 3);
    }
  }

  @Test
  void saysAtLoadWhatItExpectedAndWhatItGot() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> styles("a", TinyNets.negative(32)))
        .withMessageContaining("square of at least 64 pixels, got input1 FLOAT32 [1,3,32,32]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> styles("a", TinyNets.halfUpscaler(2, 64)))
        .withMessageContaining("of the shape of the input, got [output FLOAT16 [1,3,128,128]]");
  }

  private Styles styles() throws IOException {
    return Styles.load(
        List.of(
            new WrittenPack("tiny-styles")
                .with("style.transfer.candy", "fast-neural-style", TinyNets.freeNegative(), "{}")
                .with(
                    "style.transfer.rain-princess",
                    "fast-neural-style",
                    TinyNets.negative(224),
                    "{}")
                .write(folder)),
        device);
  }

  private Styles styles(String name, byte[] model) throws IOException {
    return Styles.load(
        List.of(
            new WrittenPack("tiny-styles")
                .with(StyleTransfer.ROLES + name, "fast-neural-style", model, "{}")
                .write(folder)),
        device);
  }

  private static Photo paint(Styles styles, String name, Photo photo) {
    return styles.named(name).orElseThrow().paint(photo, _ -> {}, new Cancellation());
  }

  private static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, 0x010101 * (i % width * 255 / width));
    }
    return image;
  }

  private static void assertNegative(Photo photo, Photo painting) {
    int worst = 0;
    for (int i = 0; i < photo.pixels().limit(); i++) {
      int sum = (photo.pixels().get(i) & 255) + (painting.pixels().get(i) & 255);
      worst = Math.max(worst, Math.abs(sum - 255));
    }
    assertThat(worst).as("levels off").isZero();
  }

  private static void assertSmooth(Photo photo, int step) {
    int worst = 0;
    for (int y = 0; y < photo.height(); y += 5) {
      for (int x = 1; x < photo.width(); x++) {
        int difference = (Photos.rgb(photo, x, y) & 255) - (Photos.rgb(photo, x - 1, y) & 255);
        worst = Math.max(worst, Math.abs(difference));
      }
    }
    assertThat(worst).as("largest step between neighbours").isLessThanOrEqualTo(step);
  }
}
