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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Gives a photo the tones and tints of another one: a first model compares the two, a second one
 * changes the photo tile by tile. Any number of threads may call it; their runs take turns on the
 * device.
 */
public final class RemixPipeline implements AutoCloseable {
  private static final String ANALYZE = "remix.analyze";
  private static final String APPLY = "remix.apply";
  private static final int THUMBNAIL = 128;
  private static final int PARAMETERS = 19;
  private static final TensorSpec CHOSEN =
      TensorSpec.of("parameters", ElementType.FLOAT32, PARAMETERS);

  private static final ModelSignature ANALYZE_SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of("content", ElementType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3),
              TensorSpec.of("reference", ElementType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3),
              TensorSpec.of("strength", ElementType.FLOAT32, 1)),
          List.of(CHOSEN));

  private static final ModelSignature APPLY_SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of("tile", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3),
              CHOSEN),
          List.of(
              TensorSpec.of("output", ElementType.UINT8, 1, TensorSpec.ANY, TensorSpec.ANY, 3)));

  private final ModelPair models;
  private final TileGrid grid;

  private RemixPipeline(ModelPair models, TileGrid grid) {
    this.models = models;
    this.grid = grid;
  }

  /**
   * Loads the models.
   *
   * @throws ModelException if the pack does not have them, or they are not what they should be
   */
  public static RemixPipeline load(ModelPack pack, ModelRuntime runtime) {
    return load(pack, runtime, EnhancePipeline.TILE);
  }

  static RemixPipeline load(ModelPack pack, ModelRuntime runtime, int tile) {
    // Pixels depend on themselves alone.
    TileGrid grid = new TileGrid(tile, 0, 1);
    return new RemixPipeline(
        ModelPair.load(
            pack, runtime, new Part(ANALYZE, ANALYZE_SIGNATURE), new Part(APPLY, APPLY_SIGNATURE)),
        grid);
  }

  /** A photo as the comparison sees it: small enough to be kept while the other one is read. */
  public record Appearance(ByteBuffer thumbnail) {
    public static Appearance of(Photo photo) {
      return new Appearance(Thumbnail.of(photo, THUMBNAIL));
    }
  }

  /** The model files in use, for the provenance of results. */
  public List<ModelFile> models() {
    return models.files();
  }

  /**
   * A new photo of the same size as {@code photo}, which is only read.
   *
   * @param own appearance of the photo, before it was cut or resized
   * @param strength from 0 (no change) to 1
   * @throws RunCancelled if cancellation was requested before the end
   * @throws ModelException if a model fails
   */
  public Photo remix(
      Photo photo,
      Appearance own,
      Appearance reference,
      double strength,
      ProgressListener progress,
      Cancellation cancellation) {
    Tensor parameters = Tensor.floats(new float[PARAMETERS]);
    models
        .analyze()
        .run(
            Map.of(
                "content", thumbnail(own),
                "reference", thumbnail(reference),
                "strength", Tensor.floats((float) strength)),
            Map.of("parameters", parameters),
            cancellation);
    return new TiledRun(models.apply(), _ -> Map.of("parameters", parameters), cancellation)
        .run(grid.tiles(photo.width(), photo.height()), photo, progress);
  }

  /** Frees the models. */
  @Override
  public void close() {
    models.close();
  }

  private static Tensor thumbnail(Appearance appearance) {
    return Tensor.image(THUMBNAIL, THUMBNAIL, appearance.thumbnail.duplicate());
  }
}
