package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limit of 51 million pixels is that of the header: decoders get more room, for what coded
 * pictures have beyond their edges.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargestPhotosTest {
  private static final int RED = 0xdc1e1e;

  private final HeifProcess process = HeifProcess.start(DecodeLimits.standard()).orElseThrow();
  private final ImageDecoder decoder =
      new ImageDecoder(DecodeLimits.standard(), Optional.of(process), true);

  @AfterAll
  void close() {
    process.close();
  }

  /** 8296 x 6144 are 50.97 million, 16,384 x 3112 are 50.99 million; one after the other. */
  @ParameterizedTest
  @CsvSource({
    "largest.heic, 4096, 3033",
    "longest.heic, 4096, 778",
    "largest.avif, 4096, 3033",
    "largest.heic, 4096, 3033",
    "largest.avif, 4096, 3033"
  })
  void readsAPhotoAtTheLimit(String name, int width, int height) {
    try (Photo photo = decoder.decode(file(name))) {
      assertThat(photo.width()).isEqualTo(width);
      assertThat(photo.height()).isEqualTo(height);
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(Photos.rgb(photo, width / 4, height / 4) >> shift & 255)
            .isCloseTo(RED >> shift & 255, within(6));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8304, 6144, 8304 x 6144", "16385, 8, 16385 x 8"})
  void saysThatAPhotoBeyondTheLimitIsTooLarge(int width, int height, String said) {
    byte[] file = withFirstSize(file("largest.heic"), width, height);

    assertTooLarge(file, said);
  }

  @Test
  void saysThatATileBeyondTheLimitIsTooLargeHoweverSmallThePhotoIs() {
    byte[] grid = ImageFiles.resource("/dev/likeness/worker/heif/grid.heic");

    assertTooLarge(withFirstSize(grid, 9000, 9000), "9000 x 9000 pixels");
  }

  private void assertTooLarge(byte[] file, String said) {
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(file))
        .withMessageContaining(said)
        .withMessageContaining("the limit is 51000000 pixels in all and 16384 on a side")
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.IMAGE_TOO_LARGE));
  }

  private static byte[] file(String name) {
    return ImageFiles.resource("/odd/" + name);
  }

  /** With another size in the first property that says one: in a grid, that of a tile. */
  private static byte[] withFirstSize(byte[] file, int width, int height) {
    byte[] changed = file.clone();
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("ispe");
    ByteBuffer.wrap(changed).putInt(at + 8, width).putInt(at + 12, height);
    return changed;
  }
}
