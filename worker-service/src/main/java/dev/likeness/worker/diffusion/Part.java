package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One graph of a generator, fed with floats and read as floats in whatever element types it
 * declares. Any thread may call it.
 */
final class Part implements AutoCloseable {
  private final ModelFile file;
  private final Model model;

  private Part(ModelFile file, Model model) {
    this.file = file;
    this.model = model;
  }

  /**
   * Loads the graph that plays a role.
   *
   * @throws dev.likeness.worker.model.ModelException with the difference, if it is another one
   */
  static Part load(ModelPack pack, String role, ModelRuntime runtime, SignatureCheck check) {
    ModelFile file = pack.file(role);
    return new Part(file, runtime.load(file, check));
  }

  ModelFile file() {
    return file;
  }

  ModelSignature signature() {
    return model.signature();
  }

  /**
   * The last dimension of an input or an output.
   *
   * @param open what it is where the graph leaves it open
   * @throws ModelException if nothing says it
   */
  int width(String name, OptionalInt open) {
    TensorSpec declared =
        Stream.concat(signature().outputs().stream(), signature().inputs().stream())
            .filter(spec -> spec.name().equals(name))
            .findFirst()
            .orElseThrow();
    long width = declared.shape().getLast();
    if (width == TensorSpec.ANY) {
      return open.orElseThrow(
          () ->
              new ModelException(
                  Reason.NOT_LOADED,
                  file
                      + ": neither the graph nor its config.json says how wide this is: "
                      + declared));
    }
    return Math.toIntExact(width);
  }

  /** Values for an input; one value goes into a scalar too. */
  Tensor input(String name, float[] values, long... shape) {
    TensorSpec declared = declared(model.signature().inputs(), name);
    return declared.shape().isEmpty()
        ? Tensor.of(type(declared), List.of(), values)
        : Tensor.of(type(declared), shape, values);
  }

  /** Whole numbers for an input, for example the ids of a text. */
  Tensor input(String name, long[] values, long... shape) {
    TensorSpec declared = declared(model.signature().inputs(), name);
    return Tensor.longs(type(declared), Arrays.stream(shape).boxed().toList(), values);
  }

  /** Runs the graph for one of its outputs, which will have this shape. */
  float[] run(Map<String, Tensor> inputs, String output, Cancellation cancellation, long... shape) {
    return Objects.requireNonNull(run(inputs, Map.of(output, shape), cancellation).get(output));
  }

  /** Runs the graph for some of its outputs, which will have these shapes. */
  Map<String, float[]> run(
      Map<String, Tensor> inputs, Map<String, long[]> outputs, Cancellation cancellation) {
    Map<String, Tensor> results = new HashMap<>();
    outputs.forEach(
        (name, shape) ->
            results.put(
                name, Tensor.empty(type(declared(model.signature().outputs(), name)), shape)));
    model.run(inputs, results, cancellation);
    Map<String, float[]> values = new HashMap<>();
    results.forEach((name, result) -> values.put(name, result.floatValues()));
    return values;
  }

  @Override
  public void close() {
    model.close();
  }

  private static TensorSpec declared(List<TensorSpec> specs, String name) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  private static ElementType type(TensorSpec declared) {
    return ElementType.valueOf(declared.type());
  }
}
