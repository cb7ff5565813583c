package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileGridTest {
  private final TileGrid grid = new TileGrid(1024, 56, 4);

  @Test
  void leavesAPhotoOfTheUsualSizeWhole() {
    Tile.Area all = new Tile.Area(0, 0, 1024, 1024);

    assertThat(grid.tiles(1024, 1024)).containsExactly(new Tile(all, all));
  }

  @Test
  void makesEvenTiles() {
    List<Tile> tiles = grid.tiles(3840, 2160);

    assertThat(tiles).hasSize(12);
    assertThat(tiles).allMatch(tile -> tile.core().width() == 960 && tile.core().height() == 720);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1025,3", "2047,1501", "4096,4096", "333,4095"})
  void coversEveryPixelOnceAndAlignsWhatTilesSee(int width, int height) {
    long covered = 0;
    for (Tile tile : grid.tiles(width, height)) {
      Tile.Area seen = tile.seen();
      covered += (long) tile.core().width() * tile.core().height();
      assertThat(seen.left() % 4 + seen.top() % 4).isZero();
      assertThat(seen.right() == width || seen.right() % 4 == 0).isTrue();
      assertThat(seen.bottom() == height || seen.bottom() % 4 == 0).isTrue();
      assertThat(seen.left() == 0 || tile.core().left() - seen.left() >= 56).isTrue();
      assertThat(seen.right() == width || seen.right() - tile.core().right() >= 56).isTrue();
    }
    assertThat(covered).isEqualTo((long) width * height);
  }
}
