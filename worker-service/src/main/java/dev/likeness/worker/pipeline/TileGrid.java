package dev.likeness.worker.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts photos into tiles of about the same size. Every edge of what a tile sees lies on a multiple
 * of the model's alignment or on the edge of the photo; only then does the model compute the same
 * as for the photo in one piece.
 *
 * @param core longest side of a core in pixels, a multiple of alignment
 * @param reach how far the model looks around a pixel
 * @param alignment cell size of the model's coarsest filter
 */
record TileGrid(int core, int reach, int alignment) {
  TileGrid {
    if (alignment < 1 || reach < 0 || core < alignment || core % alignment != 0) {
      throw new IllegalArgumentException("core must be a positive multiple of the alignment");
    }
  }

  /** From top left to bottom right; one tile if the photo is not larger than a core. */
  List<Tile> tiles(int width, int height) {
    List<Tile> tiles = new ArrayList<>();
    int columnWidth = part(width);
    int rowHeight = part(height);
    for (int top = 0; top < height; top += rowHeight) {
      for (int left = 0; left < width; left += columnWidth) {
        Tile.Area kept =
            new Tile.Area(
                left, top, Math.min(columnWidth, width - left), Math.min(rowHeight, height - top));
        tiles.add(new Tile(kept, around(kept, width, height)));
      }
    }
    return tiles;
  }

  private Tile.Area around(Tile.Area kept, int width, int height) {
    int halo = up(reach);
    int left = Math.max(0, kept.left() - halo);
    int top = Math.max(0, kept.top() - halo);
    int right = Math.min(width, up(kept.right()) + halo);
    int bottom = Math.min(height, up(kept.bottom()) + halo);
    return new Tile.Area(left, top, right - left, bottom - top);
  }

  /** Even parts: 1100 pixels make two tiles of 552 and 548, not 1024 and 76. */
  private int part(int size) {
    int count = (size + core - 1) / core;
    return up((size + count - 1) / count);
  }

  private int up(int size) {
    return (size + alignment - 1) / alignment * alignment;
  }
}
