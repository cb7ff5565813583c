package dev.likeness.worker.upscale;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.pipeline.ColorPlanes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that enlarges: one input [1,3,height,width] of red, green and blue, 0 to 1, in FLOAT32
 * or FLOAT16, and one output of the same kind whose sides are multiplied. Where the graph fixes the
 * sides, they are the tile; else tiles are as large as the device likes them, and smaller photos
 * are filled up to a multiple of 16 pixels, for networks that halve their input or look at it in
 * windows.
 */
final class UpscalerModel implements AutoCloseable {
  static final String ADAPTER = "real-esrgan";

  private static final int CUDA_TILE = 512;
  private static final int CPU_TILE = 256;
  private static final int STEP = 16;

  /** Least overlap: the filter that finishes looks three pixels around. */
  private static final int LEAST_OVERLAP = 4;

  /**
   * Parameters of the role.
   *
   * @param factor by which sides are multiplied
   * @param overlap pixels that neighbouring tiles must see of each other to fit together
   */
  record Parameters(int factor, int overlap) {
    Parameters {
      if (factor < 2 || factor > 8 || overlap < LEAST_OVERLAP || overlap > 64) {
        throw new IllegalArgumentException(
            "factor must be 2 to 8, overlap " + LEAST_OVERLAP + " to 64");
      }
    }
  }

  private final ModelFile file;
  private final Model model;
  private final Parameters parameters;
  private final int largest;

  private UpscalerModel(ModelFile file, Model model, Parameters parameters, int largest) {
    this.file = file;
    this.model = model;
    this.parameters = parameters;
    this.largest = largest;
  }

  static UpscalerModel load(
      ModelFile file, String adapter, Parameters parameters, ModelRuntime runtime) {
    if (!adapter.equals(ADAPTER)) {
      throw new ModelException(
          Reason.NOT_LOADED, file + " is for the adapter " + adapter + ", expected " + ADAPTER);
    }
    Model model = runtime.load(file, actual -> difference(actual, parameters));
    int largest = runtime.provider().equals("CUDA") ? CUDA_TILE : CPU_TILE;
    return new UpscalerModel(file, model, parameters, largest);
  }

  ModelFile file() {
    return file;
  }

  int factor() {
    return parameters.factor();
  }

  int overlap() {
    return parameters.overlap();
  }

  /** Side of the tiles for a side of this length. */
  int tile(int length) {
    long declared = input(model.signature()).shape().get(2);
    return declared == TensorSpec.ANY
        ? Math.min(largest, Math.ceilDiv(length, STEP) * STEP)
        : Math.toIntExact(declared);
  }

  /** Planes of red, green and blue, 0 to 1, of a part of a photo, enlarged. */
  float[] run(Photo photo, int left, int top, int width, int height, Cancellation cancellation) {
    cancellation.check();
    TensorSpec input = input(model.signature());
    TensorSpec output = model.signature().outputs().getFirst();
    Tensor tile =
        ColorPlanes.UNIT.of(photo, left, top, width, height, input.elementType().orElseThrow());
    Tensor enlarged =
        Tensor.empty(
            output.elementType().orElseThrow(),
            List.of(1L, 3L, (long) height * factor(), (long) width * factor()));
    model.run(Map.of(input.name(), tile), Map.of(output.name(), enlarged), cancellation);
    return ColorPlanes.finite(enlarged);
  }

  @Override
  public void close() {
    model.close();
  }

  private static TensorSpec input(ModelSignature signature) {
    return signature.inputs().getFirst();
  }

  private static Optional<String> difference(ModelSignature actual, Parameters parameters) {
    if (actual.inputs().size() != 1 || !isPicture(input(actual), TensorSpec.ANY)) {
      return Optional.of("expected one input FLOAT32 or FLOAT16 [1,3,?,?], got " + actual.inputs());
    }
    long side = input(actual).shape().get(2);
    if (side != input(actual).shape().get(3)) {
      return Optional.of("expected a square or free sizes, got " + input(actual));
    }
    if (side != TensorSpec.ANY && side <= 2L * parameters.overlap()) {
      return Optional.of(
          "expected sides of more than two overlaps of "
              + parameters.overlap()
              + " pixels, got "
              + input(actual));
    }
    long enlarged = side == TensorSpec.ANY ? side : side * parameters.factor();
    if (actual.outputs().size() != 1 || !isPicture(actual.outputs().getFirst(), enlarged)) {
      return Optional.of(
          "expected one output FLOAT32 or FLOAT16 "
              + (enlarged == TensorSpec.ANY
                  ? "[1,3,?,?]"
                  : "[1,3," + enlarged + "," + enlarged + "]")
              + ", got "
              + actual.outputs());
    }
    return Optional.empty();
  }

  private static boolean isPicture(TensorSpec tensor, long side) {
    return tensor.fits(ElementType.FLOAT32, 1, 3, side, side)
        || tensor.fits(ElementType.FLOAT16, 1, 3, side, side);
  }
}
