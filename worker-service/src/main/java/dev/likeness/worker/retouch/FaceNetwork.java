package dev.likeness.worker.retouch;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.pipeline.ColorPlanes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network from a square picture of a face to another one: an input [1,3,side,side] and an output
 * of the same shape, in FLOAT32 or FLOAT16; and perhaps a second input of another rank, a vector.
 * Names do not matter.
 */
final class FaceNetwork implements AutoCloseable {
  private final ModelFile file;
  private final Model model;
  private final ColorPlanes pixels;

  private FaceNetwork(ModelFile file, Model model, ColorPlanes pixels) {
    this.file = file;
    this.model = model;
    this.pixels = pixels;
  }

  /**
   * Loads a network that takes a picture alone.
   *
   * @param pixels how it takes and gives them
   */
  static FaceNetwork load(ModelFile file, ColorPlanes pixels, ModelRuntime runtime) {
    return new FaceNetwork(file, runtime.load(file, actual -> alone(actual)), pixels);
  }

  /**
   * Loads a network that also takes a vector.
   *
   * @param vector what it is, for the message
   * @param length of the vector; its first dimension may be 1 or free
   */
  static FaceNetwork load(
      ModelFile file, ColorPlanes pixels, String vector, int length, ModelRuntime runtime) {
    return new FaceNetwork(
        file, runtime.load(file, actual -> withVector(actual, vector, length)), pixels);
  }

  ModelFile file() {
    return file;
  }

  /** Side of its pictures. */
  int side() {
    return Math.toIntExact(picture(model.signature()).shape().getLast());
  }

  /** Another picture of the face, for the caller to close. */
  Photo run(Photo crop, float[] vector, Cancellation cancellation) {
    cancellation.check();
    Map<String, Tensor> inputs = new HashMap<>();
    for (TensorSpec input : model.signature().inputs()) {
      ElementType type = input.elementType().orElseThrow();
      inputs.put(
          input.name(),
          isPicture(input) ? pixels.of(crop, type) : Tensor.of(type, shape(input), vector));
    }
    TensorSpec output = model.signature().outputs().getFirst();
    Tensor result =
        Tensor.empty(
            output.elementType().orElseThrow(), List.of(1L, 3L, (long) side(), (long) side()));
    model.run(inputs, Map.of(output.name(), result), cancellation);
    return pixels.photo(result);
  }

  @Override
  public void close() {
    model.close();
  }

  private static Optional<String> alone(ModelSignature actual) {
    return actual.inputs().size() == 1
        ? pictures(actual)
        : Optional.of("expected one input, a picture, got " + actual.inputs());
  }

  private static Optional<String> withVector(ModelSignature actual, String name, int length) {
    boolean fits =
        actual.inputs().size() == 2
            && actual.inputs().stream().filter(input -> isVector(input, length)).count() == 1;
    return fits
        ? pictures(actual)
        : Optional.of(
            "expected two inputs, a picture and "
                + name
                + " of "
                + length
                + " numbers, got "
                + actual.inputs());
  }

  private static Optional<String> pictures(ModelSignature actual) {
    Optional<TensorSpec> input =
        actual.inputs().stream().filter(FaceNetwork::isPicture).findFirst();
    if (input.isEmpty()) {
      return Optional.of(
          "expected an input FLOAT32 or FLOAT16 [1,3,side,side], got " + actual.inputs());
    }
    long side = input.get().shape().getLast();
    boolean gives = actual.outputs().size() == 1 && isPicture(actual.outputs().getFirst(), side);
    return gives
        ? Optional.empty()
        : Optional.of(
            "expected one output FLOAT32 or FLOAT16 [1,3,"
                + side
                + ","
                + side
                + "], got "
                + actual.outputs());
  }

  private static TensorSpec picture(ModelSignature signature) {
    return signature.inputs().stream().filter(FaceNetwork::isPicture).findFirst().orElseThrow();
  }

  private static boolean isPicture(TensorSpec tensor) {
    return tensor.shape().size() == 4
        && tensor.shape().getLast() != TensorSpec.ANY
        && isPicture(tensor, tensor.shape().getLast());
  }

  private static boolean isPicture(TensorSpec tensor, long side) {
    return tensor.fits(ElementType.FLOAT32, 1, 3, side, side)
        || tensor.fits(ElementType.FLOAT16, 1, 3, side, side);
  }

  private static boolean isVector(TensorSpec tensor, int length) {
    return tensor.elementType().filter(ElementType::isFloat).isPresent()
        && tensor.shape().size() <= 2
        && shape(tensor).stream().reduce(1L, Math::multiplyExact) == length
        && (tensor.shape().isEmpty() || shape(tensor).getLast() == length);
  }

  /** With 1 where the graph leaves a size open. */
  private static List<Long> shape(TensorSpec tensor) {
    return tensor.shape().stream().map(size -> size == TensorSpec.ANY ? 1L : size).toList();
  }
}
