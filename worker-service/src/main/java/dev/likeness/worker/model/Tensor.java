package dev.likeness.worker.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    long expected = Math.multiplyExact(count(shape), (long) type.bytes());
    if (!data.isDirect() || data.remaining() != expected) {
      throw new IllegalArgumentException(
          "a tensor of shape " + shape + " needs a direct buffer with " + expected + " bytes");
    }
  }

  /** A new vector of floats. */
  public static Tensor floats(float... values) {
    return of(ElementType.FLOAT32, List.of((long) values.length), values);
  }

  /**
   * A new tensor of these numbers in the type that a model declares: halves and integers are
   * rounded to the nearest, and a byte ends at 0 and 255. An empty shape is a scalar.
   *
   * @throws IllegalArgumentException if the shape does not have so many elements
   */
  public static Tensor of(ElementType type, List<Long> shape, float[] values) {
    Tensor tensor = sized(type, shape, values.length);
    ByteBuffer data = tensor.writable();
    switch (type) {
      case FLOAT32 -> data.asFloatBuffer().put(values);
      case UINT8 -> {
        for (float value : values) {
          data.put((byte) Math.clamp(Math.round(value), 0, 255));
        }
      }
      case INT32 -> {
        for (float value : values) {
          data.putInt(Math.round(value));
        }
      }
      case INT64 -> {
        for (float value : values) {
          data.putLong(Math.round((double) value));
        }
      }
      case FLOAT16 -> {
        for (float value : values) {
          data.putShort(Float.floatToFloat16(value));
        }
      }
      case FLOAT64 -> {
        for (float value : values) {
          data.putDouble(value);
        }
      }
    }
    return tensor;
  }

  /** The same with the shape as an array. */
  public static Tensor of(ElementType type, long[] shape, float[] values) {
    return of(type, boxed(shape), values);
  }

  /**
   * A new tensor of whole numbers, for example the ids of a text.
   *
   * @param type {@code INT64} or {@code INT32}, as the model declares
   * @throws IllegalArgumentException if it is of another type, or the shape does not have so many
   *     elements
   * @throws ArithmeticException if a number does not fit into the type
   */
  public static Tensor longs(ElementType type, List<Long> shape, long... values) {
    Tensor tensor = sized(type, shape, values.length);
    ByteBuffer data = tensor.writable();
    switch (type) {
      case INT64 -> data.asLongBuffer().put(values);
      case INT32 -> {
        for (long value : values) {
          data.putInt(Math.toIntExact(value));
        }
      }
      case UINT8, FLOAT16, FLOAT32, FLOAT64 ->
          throw new IllegalArgumentException("whole numbers are INT64 or INT32, not " + type);
    }
    return tensor;
  }

  /** A new tensor of zeros, for a model to write into. */
  public static Tensor empty(ElementType type, List<Long> shape) {
    int bytes = Math.toIntExact(Math.multiplyExact(count(shape), (long) type.bytes()));
    return new Tensor(type, shape, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
  }

  /** The same with the shape as an array. */
  public static Tensor empty(ElementType type, long... shape) {
    return empty(type, boxed(shape));
  }

  /** Pixels of one image, [1, height, width, 3]. */
  public static Tensor image(int width, int height, ByteBuffer rgb) {
    return new Tensor(ElementType.UINT8, List.of(1L, (long) height, (long) width, 3L), rgb);
  }

  /** A copy of the elements as floats, whatever their type. */
  public float[] floatValues() {
    float[] values = new float[Math.toIntExact(count(shape))];
    ByteBuffer source = writable();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case UINT8 -> source.get() & 255;
            case INT32 -> source.getInt();
            case INT64 -> source.getLong();
            case FLOAT16 -> Float.float16ToFloat(source.getShort());
            case FLOAT32 -> source.getFloat();
            case FLOAT64 -> (float) source.getDouble();
          };
    }
    return values;
  }

  private static Tensor sized(ElementType type, List<Long> shape, int values) {
    if (count(shape) != values) {
      throw new IllegalArgumentException(
          "a tensor of shape " + shape + " has " + count(shape) + " elements, not " + values);
    }
    return empty(type, shape);
  }

  /** The buffer with a position of its own. */
  private ByteBuffer writable() {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  private static long count(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static List<Long> boxed(long... shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
