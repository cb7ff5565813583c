package dev.likeness.worker.model;

import dev.likeness.worker.model.ModelException.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the last constant of a graph out of its file, which ONNX Runtime does not hand out. The
 * file is read once from begin to end, without keeping more of it than that constant.
 *
 * <p>The numbers of the fields are those in onnx.proto: ModelProto.graph 7, GraphProto.initializer
 * 5; TensorProto.dims 1, data_type 2, float_data 4, raw_data 9.
 */
public final class LastInitializer {
  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;
  private static final int DIMENSIONS = 1;
  private static final int DATA_TYPE = 2;
  private static final int FLOAT_DATA = 4;
  private static final int RAW_DATA = 9;
  private static final int FLOAT = 1;
  private static final int FLOAT16 = 10;

  private LastInitializer() {}

  /**
   * A constant of floating-point numbers.
   *
   * @param values in the order of rows; shared, so leave the array as it is
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Numbers(List<Long> shape, float[] values) {
    public Numbers {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Reads it.
   *
   * @throws ModelException if the file has no constant, or its last one is not made of
   *     floating-point numbers inside of the file
   */
  public static Numbers of(ModelFile file) {
    try (InputStream in = open(file)) {
      return numbers(find(new ProtobufFields(in)));
    } catch (IOException e) {
      throw new ModelException(
          Reason.NOT_LOADED, file + ": its last constant cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream open(ModelFile file) throws IOException {
    return switch (file.content()) {
      case ModelFile.InMemory(byte[] bytes) -> new ByteArrayInputStream(bytes);
      case ModelFile.OnDisk disk ->
          new BufferedInputStream(Files.newInputStream(disk.path()), 1 << 20);
    };
  }

  private static byte[] find(ProtobufFields model) throws IOException {
    byte[] last = null;
    while (model.next()) {
      if (model.field() != GRAPH) {
        model.skip();
        continue;
      }
      long end = model.length() + model.position();
      while (model.position() < end && model.next()) {
        if (model.field() == INITIALIZER) {
          last = model.bytes();
        } else {
          model.skip();
        }
      }
    }
    if (last == null) {
      throw new IOException("there is no constant");
    }
    return last;
  }

  private static Numbers numbers(byte[] tensor) throws IOException {
    ProtobufFields wire = new ProtobufFields(new ByteArrayInputStream(tensor));
    List<Long> shape = new ArrayList<>();
    long type = 0;
    byte[] data = new byte[0];
    while (wire.next()) {
      switch (wire.field()) {
        case DIMENSIONS -> shape.addAll(wire.numbers());
        case DATA_TYPE -> type = wire.number();
        case FLOAT_DATA, RAW_DATA -> data = wire.bytes();
        default -> wire.skip();
      }
    }
    float[] values = values(type, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    if (values.length != count) {
      throw new IOException("it has " + values.length + " numbers, expected " + shape);
    }
    return new Numbers(shape, values);
  }

  private static float[] values(long type, ByteBuffer data) throws IOException {
    if (type != FLOAT && type != FLOAT16) {
      throw new IOException("it has the ONNX type " + type + ", expected floating point (1 or 10)");
    }
    int size = type == FLOAT ? Float.BYTES : Short.BYTES;
    float[] values = new float[data.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == FLOAT ? data.getFloat() : Float.float16ToFloat(data.getShort());
    }
    return values;
  }
}
