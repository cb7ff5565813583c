package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.testing.GifWriter;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GIFs that browsers and other libraries read, and the JDK's reader does not. */
class GifPictureTest {
  private static final int WIDTH = 121;
  private static final int HEIGHT = 95;

  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());

  /** More than 8 bits are what Pillow's issue 2811 is about: its file has 11. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 10, 11})
  void readsIndicesOfSoManyBits(int bits) {
    assertReads(new GifWriter(bits, true, true), Math.min(bits, 8));
  }

  @ParameterizedTest
  @CsvSource({"8, false, true", "8, true, false", "4, false, false", "11, false, false"})
  void readsAPictureWithoutClearOrEndCode(int bits, boolean clearFirst, boolean endCode) {
    assertReads(new GifWriter(bits, clearFirst, endCode), Math.min(bits, 8));
  }

  @Test
  void takesIndicesForGraysWhereThereIsNoPalette() {
    byte[] indices = indices(8);
    byte[] file = new GifWriter(8, true, true).file(WIDTH, HEIGHT, new byte[0], indices);

    try (Photo photo = decoder.decode(file)) {
      int gray = indices[WIDTH + 1] & 255;
      assertThat(Photos.rgb(photo, 1, 1)).isEqualTo(gray * 0x010101);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 200})
  void refusesIndicesThatCodesCannotHold(int bits) {
    byte[] file = new GifWriter(8, true, true).file(WIDTH, HEIGHT, palette(), indices(8));
    file[13 + 256 * 3 + 10] = (byte) bits;

    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(file))
        .withMessage("The GIF file is damaged and cannot be decoded.");
  }

  @Test
  void refusesAPictureThatEndsBeforeItsLastPixel() {
    byte[] half = Arrays.copyOf(indices(8), WIDTH * HEIGHT / 2);
    byte[] file = new GifWriter(8, true, true).file(WIDTH, HEIGHT, palette(), half);

    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> decoder.decode(file))
        .withMessage("The GIF file is cut off: send it whole.");
  }

  @Test
  void refusesDamagedFilesAndNeverFailsOtherwise() {
    byte[] whole = ImageFiles.file(Scenes.house(60, 40), "gif");
    for (int at = 6; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x5a;
      try {
        decoder.decode(damaged).close();
      } catch (ImageRefused refused) {
        assertThat(refused.code().retryable()).isFalse();
      }
    }
  }

  private void assertReads(GifWriter writer, int colorBits) {
    byte[] indices = indices(colorBits);
    byte[] palette = palette();
    try (Photo photo = decoder.decode(writer.file(WIDTH, HEIGHT, palette, indices))) {
      byte[] expected = new byte[indices.length * Photo.CHANNELS];
      for (int i = 0; i < indices.length; i++) {
        System.arraycopy(palette, (indices[i] & 255) * 3, expected, i * 3, 3);
      }
      assertThat(Photos.bytes(photo)).isEqualTo(expected);
    }
  }

  private static byte[] palette() {
    var palette = new byte[256 * 3];
    new Random(3).nextBytes(palette);
    return palette;
  }

  /** Runs and noise, so that codes are long and the table gets full. */
  private static byte[] indices(int bits) {
    var indices = new byte[WIDTH * HEIGHT];
    new Random(bits).nextBytes(indices);
    for (int i = 0; i < indices.length; i++) {
      int index = i < indices.length / 3 ? i / 40 : indices[i] & 255;
      indices[i] = (byte) (index & ((1 << bits) - 1));
    }
    return indices;
  }
}
