package dev.likeness.worker.style;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.pipeline.ColorPlanes;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paints photos in the one style of a fast neural style network: red, green and blue from 0 to 255,
 * [1,3,height,width], in and out.
 *
 * <p>It paints at 1,024 pixels at most and enlarges the painting: the networks know brush strokes
 * of a fixed number of pixels, which nobody sees any more in larger pictures. A graph with free
 * sizes paints the whole picture at once. One with fixed sizes (the published files are 224 x 224)
 * paints overlapping pieces that fade into each other; there is no seam, but each piece is painted
 * without knowing the rest, so that large plain areas may vary in tone. Any number of threads may
 * call it.
 */
public final class StyleTransfer implements AutoCloseable {
  /** Roles of networks in packs; the name of the style follows. */
  public static final String ROLES = "style.transfer.";

  private static final String ADAPTER = "fast-neural-style";

  /** Longest side of a painting. */
  private static final int LARGEST = 1024;

  /** Networks halve their input twice. */
  private static final int STEP = 4;

  /** Side of the smallest pieces that can fade into each other. */
  private static final int SMALLEST = 64;

  private final ModelFile file;
  private final Model model;

  private StyleTransfer(ModelFile file, Model model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Loads a network of a pack.
   *
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  static StyleTransfer load(ModelPack pack, String role, ModelRuntime runtime) {
    ModelFile file = pack.file(role);
    if (!pack.adapter(role).equals(ADAPTER)) {
      throw new ModelException(
          Reason.NOT_LOADED,
          file + " is for the adapter " + pack.adapter(role) + ", expected " + ADAPTER);
    }
    return new StyleTransfer(file, runtime.load(file, StyleTransfer::difference));
  }

  /** The model file in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(file);
  }

  /**
   * A painting of a photo in the same size, for the caller to close; the photo is only read.
   *
   * @throws RunCancelled if cancellation was requested before the end
   * @throws ModelException if the network fails
   */
  public Photo paint(Photo photo, ProgressListener progress, Cancellation cancellation) {
    double scale = Math.min(1, (double) LARGEST / Math.max(photo.width(), photo.height()));
    int width = Math.max(1, Math.toIntExact(Math.round(photo.width() * scale)));
    int height = Math.max(1, Math.toIntExact(Math.round(photo.height() * scale)));
    Photo sketch = Resize.to(photo, width, height);
    try (Photo painting = painted(sketch, progress, cancellation)) {
      // A copy if it has the size already: closing the painting must not take the result along.
      return painting.width() == photo.width() && painting.height() == photo.height()
          ? painting.copy()
          : Resize.to(painting, photo.width(), photo.height());
    } finally {
      if (sketch != photo) {
        sketch.close();
      }
    }
  }

  private Photo painted(Photo sketch, ProgressListener progress, Cancellation cancellation) {
    long side = input(model.signature()).shape().getLast();
    if (side != TensorSpec.ANY) {
      int piece = Math.toIntExact(side);
      return new PatchedPainting(sketch.width(), sketch.height(), piece)
          .paint((left, top) -> run(sketch, left, top, piece, piece, cancellation), progress);
    }
    int width = Math.ceilDiv(sketch.width(), STEP) * STEP;
    int height = Math.ceilDiv(sketch.height(), STEP) * STEP;
    float[] values = run(sketch, 0, 0, width, height, cancellation);
    progress.progressed(1);
    return ColorPlanes.BYTES.photo(values, width, height, sketch.width(), sketch.height());
  }

  private float[] run(
      Photo sketch, int left, int top, int width, int height, Cancellation cancellation) {
    cancellation.check();
    TensorSpec input = input(model.signature());
    TensorSpec output = model.signature().outputs().getFirst();
    Tensor painted =
        Tensor.empty(
            output.elementType().orElseThrow(), List.of(1L, 3L, (long) height, (long) width));
    model.run(
        Map.of(
            input.name(),
            ColorPlanes.BYTES.of(
                sketch, left, top, width, height, input.elementType().orElseThrow())),
        Map.of(output.name(), painted),
        cancellation);
    return ColorPlanes.finite(painted);
  }

  /** Frees the network. */
  @Override
  public void close() {
    model.close();
  }

  private static TensorSpec input(ModelSignature signature) {
    return signature.inputs().getFirst();
  }

  private static Optional<String> difference(ModelSignature actual) {
    if (actual.inputs().size() != 1 || !isPicture(input(actual), TensorSpec.ANY)) {
      return Optional.of("expected one input FLOAT32 or FLOAT16 [1,3,?,?], got " + actual.inputs());
    }
    long side = input(actual).shape().getLast();
    if (side != input(actual).shape().get(2) || (side != TensorSpec.ANY && side < SMALLEST)) {
      return Optional.of(
          "expected free sizes or a square of at least "
              + SMALLEST
              + " pixels, got "
              + input(actual));
    }
    if (actual.outputs().size() != 1 || !isPicture(actual.outputs().getFirst(), side)) {
      return Optional.of("expected one output of the shape of the input, got " + actual.outputs());
    }
    return Optional.empty();
  }

  private static boolean isPicture(TensorSpec tensor, long side) {
    return tensor.fits(ElementType.FLOAT32, 1, 3, side, side)
        || tensor.fits(ElementType.FLOAT16, 1, 3, side, side);
  }
}
