package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos that others read although something about them is unusual, and those that nobody can. */
@ExtendWith(DecoderExtension.class)
class OddPhotosTest {
  private static final int RED = 0xeb1d1d;

  private final ImageDecoder decoder;

  OddPhotosTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @ParameterizedTest
  @CsvSource({
    "display-p3-by-number.heic, 96, 80",
    "zeros-between-segments.jpg, 96, 80",
    "no-end-marker.jpg, 96, 80",
    "turned-by-exif.jpg, 240, 96"
  })
  void showsTheRedDiscInItsPlaceAndColor(String name, int x, int y) {
    try (Photo photo = decoder.decode(odd(name))) {
      int found = Photos.rgb(photo, x, y);
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(found >> shift & 255).isCloseTo(RED >> shift & 255, within(7));
      }
    }
  }

  /** Two pictures in one file, of which the second is the one to show. */
  @Test
  void showsTheMainOneOfSeveralPictures() {
    try (Photo photo = decoder.decode(odd("several-pictures.heic"))) {
      assertThat(photo.width()).isEqualTo(120);
      assertColor(photo, 60, 40, 0x1e1ed2);
    }
  }

  /** A red and a blue picture on a canvas of light brown; both hang over it at a side. */
  @Test
  void laysPicturesOverEachOther() {
    try (Photo photo = decoder.decode(odd("overlaid-pictures.heic"))) {
      assertThat(photo.width()).isEqualTo(160);
      assertThat(photo.height()).isEqualTo(120);
      assertColor(photo, 2, 2, 0xdc1e1e);
      assertColor(photo, 79, 49, 0xdc1e1e);
      assertColor(photo, 79, 54, 0x1e1ed2);
      assertColor(photo, 159, 119, 0x1e1ed2);
      assertColor(photo, 30, 100, 0xc8b4a0);
      assertColor(photo, 150, 10, 0xc8b4a0);
    }
  }

  private static void assertColor(Photo photo, int x, int y, int expected) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(Photos.rgb(photo, x, y) >> shift & 255)
          .isCloseTo(expected >> shift & 255, within(6));
    }
  }

  @Test
  void refusesWhatIsCutOff() {
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(odd("cut-off.jpg")))
        .withMessage("The JPEG file is cut off: send it whole.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quality-90.heic", "alpha.heic", "yuv-444.avif", "lossless.webp", "gray.jpg"})
  void readsAFileWithAnythingBehindIt(String name) {
    byte[] file = ImageFiles.resource("/reference/" + name);
    byte[] behind =
        "\0\0\0\0MotionPhoto_Data\0\0\1\u00ff".repeat(9).getBytes(StandardCharsets.ISO_8859_1);
    byte[] longer = Arrays.copyOf(file, file.length + behind.length);
    System.arraycopy(behind, 0, longer, file.length, behind.length);

    try (Photo alone = decoder.decode(file);
        Photo photo = decoder.decode(longer)) {
      assertThat(Photos.bytes(photo)).isEqualTo(Photos.bytes(alone));
    }
  }

  @Test
  void takesAJpegWithoutAnyMarkOfItsColorsForWhatEverybodyDoes() {
    byte[] file = ImageFiles.resource("/reference/sampling-444.jpg");
    byte[] bare = Arrays.copyOf(file, file.length - 18); // the whole of JFIF
    System.arraycopy(file, 20, bare, 2, file.length - 20);

    try (Photo with = decoder.decode(file);
        Photo without = decoder.decode(bare)) {
      assertThat(Photos.bytes(without)).isEqualTo(Photos.bytes(with));
    }
  }

  private static byte[] odd(String name) {
    return ImageFiles.resource("/odd/" + name);
  }
}
