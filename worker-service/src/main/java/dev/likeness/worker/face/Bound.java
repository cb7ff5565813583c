package dev.likeness.worker.face;

import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What adapters write down about the models that they were given. */
final class Bound {
  private Bound() {}

  /** What does not fit into the list, as the difference says it. */
  static String mismatch(String expected, List<TensorSpec> got) {
    return "expected " + expected + ", got " + got;
  }

  /** The size in a declared dimension, or the usual one where it is open. */
  static int size(TensorSpec tensor, int dimension, int usual) {
    long size = tensor.shape().get(dimension);
    return size == TensorSpec.ANY ? usual : Math.toIntExact(size);
  }

  /** Room for [rows, columns], with a leading 1 if the model declares one. */
  static Tensor rows(TensorSpec declared, int rows, int columns) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Float.BYTES * rows * columns).order(ByteOrder.nativeOrder());
    List<Long> shape =
        declared.shape().size() == 3
            ? List.of(1L, (long) rows, (long) columns)
            : List.of((long) rows, (long) columns);
    return new Tensor(ElementType.FLOAT32, shape, data);
  }

  /** The numbers of one of the outputs. */
  static FloatBuffer floats(Map<String, Tensor> outputs, String name) {
    return floats(Objects.requireNonNull(outputs.get(name), name));
  }

  static FloatBuffer floats(Tensor tensor) {
    return tensor.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
