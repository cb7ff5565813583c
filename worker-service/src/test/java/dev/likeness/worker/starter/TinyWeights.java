package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** A graph that keeps its weights in a file of its own, as large published ones do; for tests. */
public final class TinyWeights {
  private TinyWeights() {}

  /**
   * Writes {@code adder.onnx}, which adds two numbers to {@code x} (float [2]) and gives {@code
   * sum}, and the file with the two numbers.
   *
   * @param location name of that file, as it stands in the graph
   */
  public static void write(Path directory, String location, float first, float second)
      throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(directory.resolve(location), numbers.putFloat(first).putFloat(second).array());
    Files.write(directory.resolve("adder.onnx"), graph(location));
  }

  private static byte[] graph(String location) throws InvalidProtocolBufferException {
    var graph = new GraphBuilder("tiny_weights");
    String x = graph.input("x", DataType.FLOAT, 2);
    String weights = graph.floats(new float[2], 2);
    graph.output(graph.node("Add", x, weights), "sum", DataType.FLOAT, 2);
    ModelProto.Builder model = ModelProto.parseFrom(graph.build(new TreeMap<>())).toBuilder();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    tensor
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("length", Integer.toString(2 * Float.BYTES)));
    return model.build().toByteArray();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
