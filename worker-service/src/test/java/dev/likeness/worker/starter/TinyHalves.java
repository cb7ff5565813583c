package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.TreeMap;

/** A graph with the element types of published diffusion models; for tests. */
public final class TinyHalves {
  private TinyHalves() {}

  /**
   * Takes {@code sample} (half, any length), {@code timestep} (int32, a scalar) and {@code weight}
   * (double, [1]); gives {@code twice} (half: the sample times two) and {@code sum} (double, of the
   * same length: sample + timestep + weight).
   */
  public static byte[] graph() {
    var graph = new GraphBuilder("tiny_halves");
    String sample = graph.input("sample", DataType.FLOAT16, "length");
    String timestep = graph.input("timestep", DataType.INT32);
    String weight = graph.input("weight", DataType.DOUBLE, 1);
    graph.output(graph.node("Add", sample, sample), "twice", DataType.FLOAT16, "length");
    String wide = graph.node("Add", cast(graph, sample), cast(graph, timestep));
    graph.output(graph.node("Add", wide, weight), "sum", DataType.DOUBLE, "length");
    return graph.build(new TreeMap<>());
  }

  private static String cast(GraphBuilder graph, String value) {
    return graph.node("Cast", Map.of("to", DataType.DOUBLE.getNumber()), value);
  }
}
