package dev.likeness.worker.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A typed view of a direct buffer, which a model reads or writes in place. The buffer belongs to
 * the caller, who leaves it alone while a model runs.
 *
 * @param data direct, in native byte order; from position to limit exactly the elements of the
 *     shape
 */
public record Tensor(ElementType type, List<Long> shape, ByteBuffer data) {
  public Tensor {
    shape = List.copyOf(shape);
    long expected = shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    if (!data.isDirect() || data.remaining() != expected) {
      throw new IllegalArgumentException(
          "a tensor of shape " + shape + " needs a direct buffer with " + expected + " bytes");
    }
  }

  /** A new vector of floats. */
  public static Tensor floats(float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor(ElementType.FLOAT32, List.of((long) values.length), data);
  }

  /** Pixels of one image, [1, height, width, 3]. */
  public static Tensor image(int width, int height, ByteBuffer rgb) {
    return new Tensor(ElementType.UINT8, List.of(1L, (long) height, (long) width, 3L), rgb);
  }
}
