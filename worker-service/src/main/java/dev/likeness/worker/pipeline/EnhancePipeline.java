package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.pipeline.ModelPair.Part;
import java.util.List;
import java.util.Map;

/**
 * Makes photos better: white balance, exposure, noise, local contrast, sharpness.
 *
 * <p>A first model sees a summary of the photo and chooses the parameters; a second one applies
 * them tile by tile, so that memory does not grow with the photo and no seam shows. Any number of
 * threads may call it; their runs take turns on the device, tile by tile.
 */
public final class EnhancePipeline implements AutoCloseable {
  /** Longest side of a tile without its surroundings: a photo up to this size is one tile. */
  public static final int TILE = 1024;

  private static final String ANALYZE = "enhance.analyze";
  private static final String APPLY = "enhance.apply";
  private static final int PARAMETERS = 10;
  private static final TensorSpec STRENGTH = TensorSpec.of("strength", ElementType.FLOAT32, 1);
  private static final TensorSpec CHOSEN =
      TensorSpec.of("parameters", ElementType.FLOAT32, PARAMETERS);

  private static final ModelSignature ANALYZE_SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of(
                  "thumbnail",
                  ElementType.UINT8,
                  1,
                  PhotoSummary.THUMBNAIL,
                  PhotoSummary.THUMBNAIL,
                  3),
              TensorSpec.of(
                  "faces",
                  ElementType.FLOAT32,
                  1,
                  1,
                  PhotoSummary.THUMBNAIL,
                  PhotoSummary.THUMBNAIL),
              TensorSpec.of(
                  "samples",
                  ElementType.UINT8,
                  PhotoSummary.SAMPLES,
                  PhotoSummary.SAMPLE,
                  PhotoSummary.SAMPLE,
                  3),
              STRENGTH),
          List.of(CHOSEN));

  private static final ModelSignature APPLY_SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of("tile", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3),
              CHOSEN,
              STRENGTH),
          List.of(
              TensorSpec.of("output", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3)));

  private final ModelPair models;
  private final TileGrid grid;

  private EnhancePipeline(ModelPair models, TileGrid grid) {
    this.models = models;
    this.grid = grid;
  }

  /**
   * Loads the models for this operation.
   *
   * @throws ModelException if the pack does not have them, or they are not what they should be
   */
  public static EnhancePipeline load(ModelPack pack, ModelRuntime runtime) {
    return load(pack, runtime, TILE);
  }

  static EnhancePipeline load(ModelPack pack, ModelRuntime runtime, int tile) {
    TileGrid grid =
        new TileGrid(tile, pack.parameter(APPLY, "reach"), pack.parameter(APPLY, "alignment"));
    return new EnhancePipeline(
        ModelPair.load(
            pack, runtime, new Part(ANALYZE, ANALYZE_SIGNATURE), new Part(APPLY, APPLY_SIGNATURE)),
        grid);
  }

  /** The model files in use, for the provenance of results. */
  public List<ModelFile> models() {
    return models.files();
  }

  /**
   * A new, better photo of the same size; the given one is only read.
   *
   * @param faces those that are known; exposure is judged by them
   * @param strength from 0 (no change) to 1
   * @throws RunCancelled if cancellation was requested before the end
   * @throws ModelException if a model fails
   */
  public Photo enhance(
      Photo photo,
      List<FaceArea> faces,
      float strength,
      ProgressListener progress,
      Cancellation cancellation) {
    Tensor amount = Tensor.floats(strength);
    Tensor parameters = Tensor.floats(new float[PARAMETERS]);
    PhotoSummary summary = PhotoSummary.of(photo, faces);
    models
        .analyze()
        .run(
            Map.of(
                "thumbnail",
                summary.thumbnail(),
                "faces",
                summary.faces(),
                "samples",
                summary.samples(),
                "strength",
                amount),
            Map.of("parameters", parameters),
            cancellation);
    return new TiledRun(
            models.apply(), _ -> Map.of("parameters", parameters, "strength", amount), cancellation)
        .run(grid.tiles(photo.width(), photo.height()), photo, progress);
  }

  /** Frees the models. */
  @Override
  public void close() {
    models.close();
  }
}
