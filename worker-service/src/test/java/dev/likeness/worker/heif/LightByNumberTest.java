package dev.likeness.worker.heif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.DecoderExtension;
import dev.likeness.worker.testing.HdrPng;
import dev.likeness.worker.testing.HdrPng.Curve;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Photos that state by the numbers of H.273 that their samples are HDR light (PQ or HLG) in the
 * primaries of BT.2020: {@code nclx} of HEIC and AVIF, {@code cICP} of PNG.
 */
@ExtendWith(DecoderExtension.class)
class LightByNumberTest {
  /** In sRGB; none of them is beyond what is shown as it is. */
  private static final List<Integer> QUARTERS = List.of(0xb43c28, 0x3c9646, 0x283caa, 0x808080);

  private final ImageDecoder decoder;

  LightByNumberTest(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pq-by-number.heic",
        "hlg-by-number.heic",
        "pq-by-number.avif",
        "hlg-by-number.avif"
      })
  void showsColorsAsTheyWereMeant(String name) {
    assertQuarters(ImageFiles.resource("/odd/" + name), 3);
  }

  @ParameterizedTest
  @EnumSource
  void showsThoseOfAPngAsTheyWereMeant(Curve curve) throws IOException {
    assertQuarters(HdrPng.file(curve, 1, QUARTERS), 1);
  }

  /**
   * Up to eight times the light of a page: pressed together, in the right order, and not all white.
   */
  @ParameterizedTest
  @EnumSource
  void keepsTheOrderOfLightThatAPageDoesNotHave(Curve curve) throws IOException {
    int[] levels = new int[4];
    for (int i = 0; i < levels.length; i++) {
      try (Photo photo = decoder.decode(HdrPng.file(curve, 1 << i, List.of(0xc0c0c0, 0, 0, 0)))) {
        levels[i] = Photos.rgb(photo, 4, 4) & 255;
      }
    }

    assertThat(levels).isSorted().doesNotHaveDuplicates();
    assertThat(levels[0]).isCloseTo(0xc0, within(1));
    assertThat(levels[3]).isLessThanOrEqualTo(255);
    assertThat(levels[2]).isLessThan(254);
  }

  private void assertQuarters(byte[] file, int tolerance) {
    try (Photo photo = decoder.decode(file)) {
      for (int quarter = 0; quarter < QUARTERS.size(); quarter++) {
        int x = photo.width() / 4 + quarter % 2 * photo.width() / 2;
        int y = photo.height() / 4 + quarter / 2 * photo.height() / 2;
        for (int shift = 0; shift <= 16; shift += 8) {
          assertThat(Photos.rgb(photo, x, y) >> shift & 255)
              .as("quarter %d", quarter)
              .isCloseTo(QUARTERS.get(quarter) >> shift & 255, within(tolerance));
        }
      }
    }
  }
}
