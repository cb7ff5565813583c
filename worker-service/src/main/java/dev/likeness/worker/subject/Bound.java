package dev.likeness.worker.subject;

import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What adapters write down about the models that they were given. */
public final class Bound {
  private Bound() {}

  /** What does not fit into the list, as the difference says it. */
  public static String mismatch(String expected, List<TensorSpec> got) {
    return "expected " + expected + ", got " + got;
  }

  /** What is wrong with the inputs of a model that should take one picture and nothing else. */
  public static Optional<String> picture(ModelSignature actual) {
    boolean takes =
        actual.inputs().size() == 1
            && actual
                .inputs()
                .getFirst()
                .fits(ElementType.FLOAT32, 1, 3, TensorSpec.ANY, TensorSpec.ANY);
    return takes
        ? Optional.empty()
        : Optional.of(mismatch("one input FLOAT32 [1,3,?,?]", actual.inputs()));
  }

  /** The size in a declared dimension, or the usual one where it is open. */
  public static int size(TensorSpec tensor, int dimension, int usual) {
    long size = tensor.shape().get(dimension);
    return size == TensorSpec.ANY ? usual : Math.toIntExact(size);
  }

  /** Room for [rows, columns], with a leading 1 if the model declares one. */
  public static Tensor rows(TensorSpec declared, int rows, int columns) {
    return declared.shape().size() == 3
        ? Tensor.empty(ElementType.FLOAT32, 1, rows, columns)
        : Tensor.empty(ElementType.FLOAT32, rows, columns);
  }

  /** The numbers of one of the outputs. */
  public static FloatBuffer floats(Map<String, Tensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name)
        .data()
        .duplicate()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
