package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GIF and WebP: pictures with transparency, and the first of several. */
@ExtendWith(DecoderExtension.class)
class FirstFrameTest {
  private static final int RED = 0xdc1e1e;
  private static final int GREEN = 0x1ec828;
  private static final int BLUE = 0x1e28d2;
  private static final int OFF_WHITE = 0xfafafa;
  private static final int WHITE = 0xffffff;

  private final ImageDecoder decoder;

  FirstFrameTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy", "lossless"})
  void readsWebp(String kind) {
    try (Photo photo = decoder.decode(ImageFiles.resource("/webp/" + kind + ".webp"))) {
      assertThat(photo.width()).isEqualTo(48);
      assertThat(photo.height()).isEqualTo(32);
      assertColour(photo, 4, 4, RED);
      assertColour(photo, 43, 4, GREEN);
      assertColour(photo, 4, 27, BLUE);
      assertColour(photo, 43, 27, OFF_WHITE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy-alpha", "lossless-alpha"})
  void putsTransparentWebpOnWhite(String kind) {
    try (Photo photo = decoder.decode(ImageFiles.resource("/webp/" + kind + ".webp"))) {
      assertColour(photo, 4, 16, RED);
      // Half of 220 and 255, half of 30 and 255: 128 / 255 of the one, 127 / 255 of the other.
      assertColour(photo, 24, 16, 0xed8e8e);
      assertColour(photo, 44, 16, WHITE);
    }
  }

  @Test
  void readsTransparencyThatIsNotCompressed() {
    try (Photo photo = decoder.decode(ImageFiles.resource("/webp/raw-alpha.webp"))) {
      assertThat(Photos.rgb(photo, 0, 0)).isNotEqualTo(Photos.rgb(photo, 7, 7));
      assertThat(IntStream.range(0, 64).map(i -> Photos.rgb(photo, i % 8, i / 8))).contains(WHITE);
    }
  }

  @Test
  void showsTheFirstPictureOfAnAnimatedWebpWhereItLies() {
    try (Photo photo = decoder.decode(ImageFiles.resource("/webp/animated.webp"))) {
      assertRedOnCanvas(photo);
    }
  }

  @Test
  void showsTheFirstPictureOfAGifWhereItLies() {
    byte[] gif = ImageFiles.gifOnCanvas(ImageFiles.file(red(20, 10), "gif"), 40, 30, 10, 8);

    try (Photo photo = decoder.decode(gif)) {
      assertRedOnCanvas(photo);
    }
  }

  @Test
  void showsAPictureThatHangsOverItsCanvasWhole() {
    byte[] gif = ImageFiles.gifOnCanvas(ImageFiles.file(red(20, 10), "gif"), 15, 10, 0, 0);

    try (Photo photo = decoder.decode(gif)) {
      assertThat(photo.width()).isEqualTo(20);
      assertColour(photo, 19, 9, RED);
    }
  }

  @Test
  void refusesACanvasThatIsTooLarge() {
    byte[] gif = ImageFiles.gifOnCanvas(ImageFiles.file(red(20, 10), "gif"), 60_000, 60_000, 5, 5);

    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(gif))
        .withMessageContaining("60000 x 60000");
  }

  @Test
  void shrinksCanvasAndPictureTogether() {
    byte[] gif = ImageFiles.gifOnCanvas(ImageFiles.file(red(3000, 30), "gif"), 9000, 90, 3000, 30);

    try (Photo photo = decoder.decode(gif)) {
      assertThat(photo.width()).isEqualTo(4096);
      assertThat(photo.height()).isEqualTo(40);
      assertColour(photo, 1300, 20, WHITE);
      assertColour(photo, 2000, 20, RED);
      assertColour(photo, 2800, 20, WHITE);
    }
  }

  @Test
  void putsTransparentGifOnWhite() {
    byte[] red = {(byte) 0xdc, 0};
    byte[] rest = {0x1e, 0};
    var model = new IndexColorModel(1, 2, red, rest, rest, 1);
    var image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_BINARY, model);
    for (int i = 0; i < 8 * 8; i++) {
      image.getRaster().setSample(8 + i % 8, i / 8, 0, 1);
    }

    try (Photo photo = decoder.decode(ImageFiles.file(image, "gif"))) {
      assertColour(photo, 4, 4, RED);
      assertColour(photo, 12, 4, WHITE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy", "lossless", "lossy-alpha", "lossless-alpha", "animated"})
  void refusesWebpThatIsCutOffOrDamagedAndNeverFailsOtherwise(String kind) {
    byte[] whole = ImageFiles.resource("/webp/" + kind + ".webp");

    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(Arrays.copyOf(whole, whole.length / 2)))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.INVALID_IMAGE));
    for (int at = 12; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x5a;
      try {
        decoder.decode(damaged).close();
      } catch (ImageRefused refused) {
        assertThat(refused.code().retryable()).isFalse();
      }
    }
  }

  private static void assertRedOnCanvas(Photo photo) {
    assertThat(photo.width()).isEqualTo(40);
    assertThat(photo.height()).isEqualTo(30);
    assertColour(photo, 9, 8, WHITE);
    assertColour(photo, 10, 8, RED);
    assertColour(photo, 29, 17, RED);
    assertColour(photo, 30, 17, WHITE);
    assertColour(photo, 29, 18, WHITE);
  }

  private static BufferedImage red(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, RED);
    }
    return image;
  }

  private static void assertColour(Photo photo, int x, int y, int expected) {
    int found = Photos.rgb(photo, x, y);
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(found >> shift & 255).isCloseTo(expected >> shift & 255, within(6));
    }
  }
}
