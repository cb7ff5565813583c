package dev.likeness.worker.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TilingTest {
  private static final int FACTOR = 4;

  @Test
  void whatTheModelSeesInTilesIsWhatItSeesAsAWhole() {
    Planes latents = random(3, 23, 37);

    Planes tiled = new Tiling(8, 2).decode(latents, FACTOR, TilingTest::enlarged);

    assertSame(tiled, enlarged(latents));
  }

  @Test
  void theWayBackIsTiledToo() {
    Planes pixels = random(3, 23 * FACTOR, 37 * FACTOR);

    Planes tiled = new Tiling(8, 2).encode(pixels, FACTOR, TilingTest::reduced);

    assertSame(tiled, reduced(pixels));
  }

  @Test
  void aSmallPictureIsSeenAtOnce() {
    List<Planes> seen = new ArrayList<>();
    Planes latents = random(1, 8, 8);

    Planes result = new Tiling(8, 2).decode(latents, FACTOR, noting(seen));

    assertThat(seen).containsExactly(latents);
    assertSame(result, enlarged(latents));
  }

  @Test
  void tilesAreOfOneSizeAndCoverEverything() {
    List<Planes> seen = new ArrayList<>();

    var _ = new Tiling(8, 2).decode(random(1, 5, 20), FACTOR, noting(seen));

    // (20 - 2) / (8 - 2) = 3 tiles across.
    assertThat(seen).hasSize(3).allMatch(tile -> tile.width() == 8 && tile.height() == 5);
  }

  @Test
  void oneTileFadesIntoTheNext() {
    int[] calls = new int[1];

    // Each tile has a brightness of its own: 0, then 1.
    Planes result =
        new Tiling(8, 4)
            .decode(
                random(1, 8, 12),
                1,
                tile -> {
                  float[] values = new float[64];
                  Arrays.fill(values, calls[0]++);
                  return new Planes(1, 8, 8, values);
                });

    float[] row = new float[12];
    System.arraycopy(result.values(), 0, row, 0, 12);
    assertThat(row)
        .containsExactly(
            new float[] {0, 0, 0, 0, .125f, .375f, .625f, .875f, 1, 1, 1, 1}, within(1e-6f));
  }

  @Test
  void tilesMustAdvance() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Tiling(8, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Tiling(1, 1));
  }

  private static UnaryOperator<Planes> noting(List<Planes> seen) {
    return tile -> {
      seen.add(tile);
      return enlarged(tile);
    };
  }

  private static Planes random(int channels, int height, int width) {
    Random random = new Random(7);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new Planes(channels, height, width, values);
  }

  private static Planes enlarged(Planes latents) {
    int height = latents.height() * FACTOR;
    int width = latents.width() * FACTOR;
    float[] values = new float[latents.channels() * height * width];
    for (int i = 0; i < values.length; i++) {
      int row = i / width % height / FACTOR;
      values[i] = latents.values()[latents.offset(i / width / height, row) + i % width / FACTOR];
    }
    return new Planes(latents.channels(), height, width, values);
  }

  private static Planes reduced(Planes pixels) {
    int height = pixels.height() / FACTOR;
    int width = pixels.width() / FACTOR;
    float[] values = new float[pixels.channels() * height * width];
    for (int i = 0; i < values.length; i++) {
      int row = i / width % height * FACTOR;
      values[i] = pixels.values()[pixels.offset(i / width / height, row) + i % width * FACTOR];
    }
    return new Planes(pixels.channels(), height, width, values);
  }

  private static void assertSame(Planes actual, Planes expected) {
    assertThat(List.of(actual.channels(), actual.height(), actual.width()))
        .isEqualTo(List.of(expected.channels(), expected.height(), expected.width()));
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-5f));
  }
}
