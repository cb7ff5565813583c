package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.Photos;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every decoder against the pixels that the reference decoder of its format gives: libwebp,
 * libjpeg-turbo, libpng, Pillow for GIF, libheif and libavif. How the files were made is in the
 * folder's README.
 */
@ExtendWith(DecoderExtension.class)
class ReferencePixelsTest {
  private static final String EXPECTED = ".png";

  private final ImageDecoder decoder;

  ReferencePixelsTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @ParameterizedTest
  @MethodSource("files")
  void decodesAsTheReferenceDecoderDoes(Path file) throws IOException {
    Path reference = file.resolveSibling(file.getFileName() + EXPECTED);

    try (Photo expected = decoder.decode(Files.readAllBytes(reference));
        Photo found = decoder.decode(Files.readAllBytes(file))) {
      assertThat(found.width()).isEqualTo(expected.width());
      assertThat(found.height()).isEqualTo(expected.height());
      assertThat(Photos.signalToNoise(found, expected))
          .as("decibels")
          .isGreaterThanOrEqualTo(least(file.getFileName().toString()));
    }
  }

  /** What is cut off is refused, unless all pixels are there and look as in the whole file. */
  @ParameterizedTest
  @MethodSource("files")
  void neverDeliversWhatACutOffFileLacks(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    try (Photo complete = decoder.decode(whole)) {
      for (int percent : new int[] {50, 65, 80, 90, 95, 99}) {
        byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
        try (Photo photo = decoder.decode(cut)) {
          assertThat(Photos.bytes(photo))
              .as("%s cut at %d %%", file, percent)
              .isEqualTo(Photos.bytes(complete));
        } catch (ImageRefused refused) {
          assertThat(refused.code()).isEqualTo(FailureCode.INVALID_IMAGE);
        }
      }
    }
  }

  /** As by a program that writes the sizes of what it has: the picture itself is cut off. */
  @ParameterizedTest
  @MethodSource("losslessWebps")
  void refusesALosslessWebpWhosePictureIsCutOffWithinAWholeFile(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int percent : new int[] {50, 65, 80, 90}) {
      byte[] cut = Arrays.copyOf(whole, whole.length * percent / 200 * 2);
      ByteBuffer.wrap(cut)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(4, cut.length - 8)
          .putInt(16, cut.length - 20);

      assertThatExceptionOfType(ImageRefused.class)
          .as("%s cut at %d %%", file, percent)
          .isThrownBy(() -> decoder.decode(cut));
    }
  }

  static Stream<Path> losslessWebps() {
    return files().filter(file -> file.getFileName().toString().matches(".*lossless.*webp"));
  }

  @Test
  void allFormatsAreThere() {
    assertThat(files().map(file -> ending(file.getFileName().toString())).distinct())
        .containsExactlyInAnyOrder("webp", "jpg", "png-file", "gif", "heic", "avif");
  }

  /**
   * Where libraries may round differently, by one; where they spread the color of four pixels in
   * different ways (libheif repeats it), by more at the edges of colors.
   */
  private static double least(String name) {
    return switch (ending(name)) {
      case "webp" -> name.contains("lossless") ? 90 : 60;
      case "png-file", "gif" -> 55;
      case "jpg" -> name.contains("440") ? 35 : 60; // libjpeg 6b repeats that color
      case "heic" -> name.contains("444") || name.contains("gray") ? 45 : 30;
      case "avif" -> name.contains("444") || name.contains("gray") ? 45 : 30;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static Stream<Path> files() {
    try {
      Path folder =
          Path.of(
              Objects.requireNonNull(ReferencePixelsTest.class.getResource("/reference")).toURI());
      try (Stream<Path> all = Files.list(folder)) {
        List<Path> files =
            all.filter(file -> Files.exists(file.resolveSibling(file.getFileName() + EXPECTED)))
                .sorted()
                .toList();
        return files.stream();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
