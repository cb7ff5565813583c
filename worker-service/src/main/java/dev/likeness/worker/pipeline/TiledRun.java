package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a model over the tiles of one photo; two buffers of the size of a tile serve all of them.
 */
final class TiledRun {
  private final Model model;
  private final Function<Tile.Area, Map<String, Tensor>> parameters;
  private final Cancellation cancellation;

  /**
   * @param model reads {@code tile} and writes {@code output}, of the same shape
   * @param parameters its other inputs, for each area of the photo that it gets to see
   */
  TiledRun(
      Model model, Function<Tile.Area, Map<String, Tensor>> parameters, Cancellation cancellation) {
    this.model = model;
    this.parameters = parameters;
    this.cancellation = cancellation;
  }

  /** A new photo of the same size, for the caller to close; the given one is only read. */
  Photo run(List<Tile> tiles, Photo from, ProgressListener progress) {
    Photo to = Photo.allocate(from.width(), from.height());
    try {
      run(tiles, from, to, progress);
      return to;
    } catch (RuntimeException | Error e) {
      to.close();
      throw e;
    }
  }

  private void run(List<Tile> tiles, Photo from, Photo to, ProgressListener progress) {
    if (tiles.size() == 1) {
      // The usual size: no copy, the model reads and writes the photos themselves.
      run(tiles.getFirst().seen(), from.pixels(), to.pixels());
      progress.progressed(1);
      return;
    }
    int width = tiles.stream().mapToInt(tile -> tile.seen().width()).max().orElseThrow();
    int height = tiles.stream().mapToInt(tile -> tile.seen().height()).max().orElseThrow();
    try (Photo input = Photo.allocate(width, height);
        Photo output = Photo.allocate(width, height)) {
      int done = 0;
      for (Tile tile : tiles) {
        Tile.Area seen = tile.seen();
        int bytes = seen.width() * seen.height() * Photo.CHANNELS;
        read(from, seen, input.pixels());
        run(seen, input.pixels().limit(bytes), output.pixels().limit(bytes));
        write(output.pixels(), tile, to);
        done++;
        progress.progressed((double) done / tiles.size());
      }
    }
  }

  private void run(Tile.Area seen, ByteBuffer input, ByteBuffer output) {
    cancellation.check();
    Map<String, Tensor> inputs = new HashMap<>(parameters.apply(seen));
    inputs.put("tile", Tensor.image(seen.width(), seen.height(), input));
    model.run(
        inputs, Map.of("output", Tensor.image(seen.width(), seen.height(), output)), cancellation);
  }

  private static void read(Photo photo, Tile.Area area, ByteBuffer target) {
    ByteBuffer pixels = photo.pixels();
    int line = area.width() * Photo.CHANNELS;
    for (int y = 0; y < area.height(); y++) {
      int from = photo.offset(area.left(), area.top() + y);
      target.put(y * line, pixels, from, line);
    }
  }

  private static void write(ByteBuffer source, Tile tile, Photo photo) {
    Tile.Area core = tile.core();
    Tile.Area seen = tile.seen();
    ByteBuffer pixels = photo.pixels();
    for (int y = core.top(); y < core.bottom(); y++) {
      int from = ((y - seen.top()) * seen.width() + core.left() - seen.left()) * Photo.CHANNELS;
      pixels.put(photo.offset(core.left(), y), source, from, core.width() * Photo.CHANNELS);
    }
  }
}
