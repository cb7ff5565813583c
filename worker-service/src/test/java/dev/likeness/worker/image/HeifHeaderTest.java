package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.testing.HeicFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeifHeaderTest {

  @Test
  void readsTheSizeOfAPicture() {
    assertThat(HeifHeader.of(HeicFiles.single()))
        .hasValueSatisfying(
            header -> {
              assertThat(header.width()).isEqualTo(96);
              assertThat(header.height()).isEqualTo(64);
              assertThat(header.orientation()).isEqualTo(Orientation.UPRIGHT);
              assertThat(header.profile()).isEmpty();
            });
  }

  @Test
  void readsTheSizeAndTheRotationOfAGrid() {
    assertThat(HeifHeader.of(HeicFiles.grid()))
        .hasValueSatisfying(
            header -> {
              assertThat(header.width()).isEqualTo(120);
              assertThat(header.height()).isEqualTo(100);
              assertThat(header.orientation()).isEqualTo(Orientation.TURNED_LEFT);
            });
  }

  @Test
  void neverFailsOnDamagedBytes() {
    byte[] whole = HeicFiles.grid();
    for (int length = 0; length < whole.length; length++) {
      var _ = HeifHeader.of(Arrays.copyOf(whole, length));
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xff;
      HeifHeader.of(damaged).ifPresent(header -> assertThat(header.width()).isPositive());
    }
  }

  @Test
  void tellsPhotosFromOtherFilesInTheSameContainer() {
    assertThat(ImageFormat.of(HeicFiles.single())).hasValue(ImageFormat.HEIF);
    assertThat(ImageFormat.of(HeicFiles.grid())).hasValue(ImageFormat.HEIF);
    assertThat(ImageFormat.of(ftyp("avifmif1"))).isEmpty();
    assertThat(ImageFormat.of(ftyp("isommp42"))).isEmpty();
    assertThat(ImageFormat.of(ftyp("mif1heic"))).hasValue(ImageFormat.HEIF);
  }

  private static byte[] ftyp(String brands) {
    return ("\0\0\0" + (char) (8 + brands.length()) + "ftyp" + brands)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
