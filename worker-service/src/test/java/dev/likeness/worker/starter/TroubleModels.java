package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Models that give a device trouble; for tests. */
public final class TroubleModels {
  private TroubleModels() {}

  /** Adds 1 to its input {@code x} for ever, nearly: 2^62 times. Output {@code y}. */
  public static byte[] endless() {
    var body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("iteration", DataType.INT64))
            .addInput(value("before", DataType.BOOL))
            .addInput(value("number", DataType.FLOAT, 1))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("one")
                    .setDataType(DataType.FLOAT.getNumber())
                    .addDims(1)
                    .addFloatData(1))
            .addNode(node("Identity", "after", "before"))
            .addNode(node("Add", "next", "number", "one"))
            .addOutput(value("after", DataType.BOOL))
            .addOutput(value("next", DataType.FLOAT, 1));
    var graph =
        GraphProto.newBuilder()
            .setName("endless")
            .addInput(value("x", DataType.FLOAT, 1))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("trips")
                    .setDataType(DataType.INT64.getNumber())
                    .addInt64Data(1L << 62))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("go")
                    .setDataType(DataType.BOOL.getNumber())
                    .addInt32Data(1))
            .addNode(
                node("Loop", "y", "trips", "go", "x")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("body")
                            .setType(AttributeProto.AttributeType.GRAPH)
                            .setG(body)))
            .addOutput(value("y", DataType.FLOAT, 1));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .build()
        .toByteArray();
  }

  /**
   * Doubles the one number of each row of {@code rows} into {@code doubled}, with as many floats of
   * working memory as {@code floats} says; with a second row it needs ten million times as many,
   * more than there are addresses.
   */
  public static byte[] greedy() {
    GraphBuilder graph = new GraphBuilder("greedy");
    String rows = graph.input("rows", DataType.FLOAT, "n", 1);
    String floats = graph.input("floats", DataType.INT64, 1);
    String count =
        graph.node(
            "Slice", graph.node("Shape", rows), graph.longs(0), graph.longs(1), graph.longs(0));
    String second = graph.node("Sub", graph.node("Min", count, graph.longs(2)), graph.longs(1));
    String factor =
        graph.node("Add", graph.longs(1), graph.node("Mul", second, graph.longs(10_000_000)));
    String zeros = graph.node("ConstantOfShape", graph.node("Mul", floats, factor));
    // Two steps, so that the zeros are really there.
    String waste = graph.node("ReduceMax", graph.node("Cos", zeros));
    String nothing = graph.node("Sub", waste, waste);
    String doubled = graph.node("Add", graph.node("Add", rows, rows), nothing);
    graph.output(doubled, "doubled", DataType.FLOAT, "n", 1);
    return graph.build(new TreeMap<>(Map.of()));
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addOutput(output).addAllInput(List.of(inputs));
  }

  private static ValueInfoProto value(String name, DataType type, long... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
