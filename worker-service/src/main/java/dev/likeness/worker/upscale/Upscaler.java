package dev.likeness.worker.upscale;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.geometry.Window;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Enlarges photos with Real-ESRGAN and its kin. The network multiplies sides by a fixed number; the
 * photo goes through it as often as the wanted size needs, tile by tile, and the last time each
 * tile is brought to the exact size with a Lanczos filter, so that nothing larger than the result
 * and one tile is ever in memory. Any number of threads may call it; their runs take turns on the
 * device.
 */
public final class Upscaler implements AutoCloseable {
  /** Role of the network in its pack. */
  public static final String ROLE = "image.upscale";

  /** Longest side that is made. */
  public static final int LARGEST = 4096;

  /** Less than this is interpolated: there is no room for detail, and a pass takes its time. */
  private static final double WORTH_A_PASS = 1.1;

  private final UpscalerModel network;

  private Upscaler(UpscalerModel network) {
    this.network = network;
  }

  /**
   * Loads the network of a pack.
   *
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  public static Upscaler load(ModelPack pack, ModelRuntime runtime) {
    return new Upscaler(
        UpscalerModel.load(
            pack.file(ROLE),
            pack.adapter(ROLE),
            pack.parameters(ROLE, UpscalerModel.Parameters.class),
            runtime));
  }

  /** The model file in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(network.file());
  }

  /** Whether a photo is so much smaller than this size that it goes through the network at all. */
  public static boolean isWorthAPass(Photo photo, int width, int height) {
    return Math.max((double) width / photo.width(), (double) height / photo.height())
        >= WORTH_A_PASS;
  }

  /** By how much one pass multiplies the sides. */
  public int factor() {
    return network.factor();
  }

  /**
   * The photo in this size, which is larger than its own; the same photo if it has it. Proportions
   * become those asked for. The given photo is only read.
   *
   * @param width from 1 to {@link #LARGEST}, and so is the height
   * @throws RunCancelled if cancellation was requested before the end
   * @throws ModelException if the network fails
   */
  public Photo to(
      Photo photo, int width, int height, ProgressListener progress, Cancellation cancellation) {
    if (width > LARGEST || height > LARGEST) {
      throw new IllegalArgumentException("nothing larger than " + LARGEST + " pixels a side");
    }
    List<Pass> passes = passes(photo, width, height);
    long tiles = passes.stream().mapToLong(Pass::tiles).sum();
    var done = new Counter(tiles, progress);
    Photo current = photo;
    for (Pass pass : passes) {
      Photo before = current;
      try {
        current = pass.run(before, done, cancellation);
      } finally {
        if (before != photo) {
          before.close();
        }
      }
    }
    if (!passes.isEmpty()) {
      return current;
    }
    Photo resized = Resize.to(photo, width, height);
    progress.progressed(1);
    return resized;
  }

  /** Enlarges a tiny photo, so that the first real one meets a runtime that is awake. */
  public void warmUp() {
    int side = 16;
    try (Photo black = Photo.allocate(side, side)) {
      to(black, side * factor(), side * factor(), _ -> {}, new Cancellation()).close();
    }
  }

  private List<Pass> passes(Photo photo, int width, int height) {
    List<Pass> passes = new ArrayList<>();
    int w = photo.width();
    int h = photo.height();
    if (!isWorthAPass(photo, width, height)) {
      return passes;
    }
    while (w < width || h < height) {
      // A further pass of which less than the square root of its factor was used would be thrown
      // away
      // for the most part: the filter that finishes does the rest.
      double reached = factor() * Math.sqrt(factor());
      boolean last = w * reached >= width && h * reached >= height;
      int nextWidth = last ? width : Math.min(width, w * factor());
      int nextHeight = last ? height : Math.min(height, h * factor());
      passes.add(new Pass(Axis.of(network, w, nextWidth), Axis.of(network, h, nextHeight)));
      w = nextWidth;
      h = nextHeight;
    }
    return passes;
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }

  /** Once through the network. */
  private final class Pass {
    private final Axis across;
    private final Axis down;

    Pass(Axis across, Axis down) {
      this.across = across;
      this.down = down;
    }

    int tiles() {
      return across.windows().size() * down.windows().size();
    }

    Photo run(Photo from, Counter done, Cancellation cancellation) {
      Photo to = Photo.allocate(across.target(), down.target());
      try {
        for (Window row : down.windows()) {
          for (Window column : across.windows()) {
            float[] enlarged =
                network.run(
                    from, column.seen(), row.seen(), across.size(), down.size(), cancellation);
            new TileResampler(across, down, column, row).write(enlarged, to);
            done.next();
          }
        }
        return to;
      } catch (RuntimeException | Error e) {
        to.close();
        throw e;
      }
    }
  }

  /** Counts tiles over all passes. */
  private static final class Counter {
    private final long all;
    private final ProgressListener progress;
    private long done;

    Counter(long all, ProgressListener progress) {
      this.all = all;
      this.progress = progress;
    }

    void next() {
      done++;
      progress.progressed((double) done / all);
    }
  }
}
