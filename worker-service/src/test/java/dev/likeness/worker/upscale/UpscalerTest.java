package dev.likeness.worker.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.testing.WrittenPack;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** With networks that repeat pixels or go linearly between them, so that every result is known. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpscalerTest {
  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));

  @AfterAll
  void close() {
    device.close();
  }

  @Test
  void enlargesTileByTileAsIfItWereOnePiece() throws IOException {
    BufferedImage scene = Scenes.clutter(400, 300, 5);
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(2, true), 2, 8);
        Photo photo = Photos.photo(scene);
        Photo large = enlarged(upscaler, photo, 800, 600)) {
      int worst = 0;
      for (int y = 0; y < 600; y++) {
        for (int x = 0; x < 800; x++) {
          for (int shift = 0; shift <= 16; shift += 8) {
            double expected = linear(scene, (x + .5) / 2 - .5, (y + .5) / 2 - .5, shift);
            int actual = Photos.rgb(large, x, y) >> shift & 255;
            worst = (int) Math.max(worst, Math.ceil(Math.abs(actual - expected) - .5));
          }
        }
      }
      assertThat(worst).as("levels off").isLessThanOrEqualTo(1);
    }
  }

  @Test
  void takesAModelOfOneSizeInHalfPrecision() throws IOException {
    BufferedImage scene = Scenes.clutter(150, 40, 6);
    try (Upscaler upscaler = upscaler(TinyNets.halfUpscaler(4, 64), 4, 8);
        Photo photo = Photos.photo(scene);
        Photo large = enlarged(upscaler, photo, 600, 160)) {
      assertRepeated(scene, large, 4);
    }
  }

  @Test
  void goesThroughTheNetworkAsOftenAsTheSizeNeeds() throws IOException {
    BufferedImage scene = Scenes.clutter(50, 40, 7);
    var fractions = new ArrayList<Double>();
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(2, false), 2, 8);
        Photo photo = Photos.photo(scene);
        Photo large = upscaler.to(photo, 400, 320, fractions::add, new Cancellation())) {
      assertRepeated(scene, large, 8);
      assertThat(fractions).hasSize(1 + 1 + 1).last().isEqualTo(1.0);
    }
  }

  @Test
  void enlargesWhatIsSmallerThanAnOverlap() throws IOException {
    BufferedImage scene = Scenes.clutter(9, 7, 7);
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(2, false), 2, 16);
        Photo photo = Photos.photo(scene);
        Photo large = enlarged(upscaler, photo, 18, 14)) {
      assertRepeated(scene, large, 2);
    }
  }

  @Test
  void keepsWhatIsEvenEvenAndMeetsTheExactSize() throws IOException {
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(4, true), 4, 16);
        Photo plain = Photo.allocate(331, 270);
        Photo gradient = Photos.photo(gradient(331, 270))) {
      plain.pixels().put(new byte[331 * 270 * 3]);
      try (Photo large = enlarged(upscaler, plain, 1001, 817)) {
        assertThat(Photos.bytes(large)).containsOnly(0);
        assertThat(large.width()).isEqualTo(1001);
        assertThat(large.height()).isEqualTo(817);
      }
      try (Photo large = enlarged(upscaler, gradient, 1001, 817)) {
        for (int y = 20; y < 797; y += 7) {
          for (int x = 20; x < 981; x++) {
            double expected =
                ((x + .5) * 331 / 1001 - .5) / 2 + ((y + .5) * 270 / 817 - .5) / 4 - .625;
            assertThat((double) (Photos.rgb(large, x, y) & 255)).isCloseTo(expected, within(1.3));
          }
        }
      }
    }
  }

  @Test
  void interpolatesWhatIsNearlyLargeEnough() throws IOException {
    try (Upscaler upscaler = upscaler(TinyNets.brokenUpscaler(), 2, 8);
        Photo photo = Photos.photo(Scenes.clutter(200, 100, 8));
        Photo large = enlarged(upscaler, photo, 210, 105);
        Photo expected = Resize.to(photo, 210, 105)) {
      assertThat(Photos.bytes(large)).isEqualTo(Photos.bytes(expected));
      assertThat(enlarged(upscaler, photo, 200, 100)).isSameAs(photo);
    }
  }

  @Test
  void failsRatherThanToDeliverPixelsThatAreNoNumbers() throws IOException {
    try (Upscaler upscaler = upscaler(TinyNets.brokenUpscaler(), 2, 8);
        Photo photo = Photo.allocate(20, 20)) {
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> enlarged(upscaler, photo, 40, 40))
          .matches(failure -> failure.reason() == ModelException.Reason.RUN_FAILED);
    }
  }

  @Test
  void stopsBetweenTiles() throws IOException {
    var cancellation = new Cancellation();
    List<Double> heard = new ArrayList<>();
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(2, false), 2, 8);
        Photo photo = Photo.allocate(600, 20)) {
      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(
              () ->
                  upscaler.to(
                      photo,
                      1200,
                      40,
                      done -> {
                        heard.add(done);
                        cancellation.request();
                      },
                      cancellation));
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void makesNothingLargerThan4096() throws IOException {
    try (Upscaler upscaler = upscaler(TinyNets.upscaler(2, false), 2, 8);
        Photo photo = Photo.allocate(20, 20)) {
      assertThatIllegalArgumentException().isThrownBy(() -> enlarged(upscaler, photo, 4097, 40));
    }
  }

  @Test
  void saysAtLoadWhatItExpectedAndWhatItGot() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> upscaler(TinyNets.halfUpscaler(4, 64), 2, 8))
        .withMessageContaining("[1,3,128,128]")
        .withMessageContaining("output FLOAT16 [1,3,256,256]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> upscaler(TinyNets.weightedRestorer(64), 2, 8))
        .withMessageContaining("expected one input FLOAT32 or FLOAT16 [1,3,?,?]")
        .withMessageContaining("weight FLOAT64 [1]");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> upscaler(TinyNets.halfUpscaler(2, 16), 2, 8))
        .withMessageContaining("more than two overlaps of 8");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> upscaler(TinyNets.upscaler(2, true), 9, 8))
        .withMessageContaining("factor must be 2 to 8");
  }

  private Upscaler upscaler(byte[] model, int factor, int overlap) throws IOException {
    String parameters = "{\"factor\": %d, \"overlap\": %d}".formatted(factor, overlap);
    return Upscaler.load(
        new WrittenPack("tiny").with(Upscaler.ROLE, "real-esrgan", model, parameters).write(folder),
        device);
  }

  private static Photo enlarged(Upscaler upscaler, Photo photo, int width, int height) {
    return upscaler.to(photo, width, height, _ -> {}, new Cancellation());
  }

  private static void assertRepeated(BufferedImage scene, Photo large, int times) {
    int off = 0;
    for (int y = 0; y < large.height(); y++) {
      for (int x = 0; x < large.width(); x++) {
        int expected = scene.getRGB(x / times, y / times) & 0xFFFFFF;
        off += Photos.rgb(large, x, y) == expected ? 0 : 1;
      }
    }
    assertThat(off).as("pixels that differ").isZero();
  }

  /** Half a level a column and a quarter a row. */
  private static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0x010101 * (x / 2 + y / 4));
      }
    }
    return image;
  }

  private static double linear(BufferedImage image, double x, double y, int shift) {
    double u = Math.clamp(x, 0, image.getWidth() - 1.0);
    double v = Math.clamp(y, 0, image.getHeight() - 1.0);
    int left = Math.min((int) u, image.getWidth() - 2);
    int top = Math.min((int) v, image.getHeight() - 2);
    double right = u - left;
    double upper =
        level(image, left, top, shift) * (1 - right) + level(image, left + 1, top, shift) * right;
    double lower =
        level(image, left, top + 1, shift) * (1 - right)
            + level(image, left + 1, top + 1, shift) * right;
    return upper + (lower - upper) * (v - top);
  }

  private static int level(BufferedImage image, int x, int y, int shift) {
    return image.getRGB(x, y) >> shift & 255;
  }
}
