package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * Corrects light and colour of a photo by given amounts, tile by tile. Any number of threads may
 * call it; their runs take turns on the device.
 */
public final class AdjustPipeline implements AutoCloseable {
  private static final String ROLE = "edit.adjust";
  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of("tile", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3),
              TensorSpec.of("place", ElementType.FLOAT32, 4),
              TensorSpec.of("parameters", ElementType.FLOAT32, Adjustment.values().length)),
          List.of(
              TensorSpec.of("output", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3)));

  private final ModelFile file;
  private final Model adjust;
  private final TileGrid grid;

  private AdjustPipeline(ModelFile file, Model adjust, TileGrid grid) {
    this.file = file;
    this.adjust = adjust;
    this.grid = grid;
  }

  /**
   * Loads the model.
   *
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  public static AdjustPipeline load(ModelPack pack, ModelRuntime runtime) {
    return load(pack, ROLE, runtime);
  }

  /**
   * Loads the model for another use of it.
   *
   * @param role of the pack, which results name
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  public static AdjustPipeline load(ModelPack pack, String role, ModelRuntime runtime) {
    return load(pack, role, runtime, EnhancePipeline.TILE);
  }

  static AdjustPipeline load(ModelPack pack, ModelRuntime runtime, int tile) {
    return load(pack, ROLE, runtime, tile);
  }

  private static AdjustPipeline load(ModelPack pack, String role, ModelRuntime runtime, int tile) {
    TileGrid grid =
        new TileGrid(tile, pack.parameter(role, "reach"), pack.parameter(role, "alignment"));
    ModelFile file = pack.file(role);
    return new AdjustPipeline(file, runtime.load(file, SIGNATURE), grid);
  }

  /** The model file in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(file);
  }

  /**
   * A new photo of the same size; the given one is only read.
   *
   * @throws RunCancelled if cancellation was requested before the end
   * @throws ModelException if the model fails
   */
  public Photo adjust(
      Photo photo, Adjustments adjustments, ProgressListener progress, Cancellation cancellation) {
    Tensor parameters = Tensor.floats(adjustments.vector());
    return new TiledRun(
            adjust,
            seen -> Map.of("parameters", parameters, "place", place(seen, photo)),
            cancellation)
        .run(grid.tiles(photo.width(), photo.height()), photo, progress);
  }

  /** Frees the model. */
  @Override
  public void close() {
    adjust.close();
  }

  private static Tensor place(Tile.Area seen, Photo photo) {
    return Tensor.floats(seen.left(), seen.top(), photo.width(), photo.height());
  }
}
