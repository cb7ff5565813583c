package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Builds one ONNX graph node by node; values are referred to by name. Not thread-safe.
 *
 * <p>Everything with a free order is sorted, so that the same calls give the same bytes.
 */
final class GraphBuilder {
  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph;
  private int names;

  GraphBuilder(String name) {
    this.graph = GraphProto.newBuilder().setName(name);
  }

  /** Declares an input; a dimension is a number, or a name where any size will do. */
  String input(String name, DataType type, Object... dimensions) {
    graph.addInput(value(name, type, dimensions));
    return name;
  }

  /** Publishes a value as an output of the graph. */
  void output(String from, String name, DataType type, Object... dimensions) {
    graph
        .addNode(NodeProto.newBuilder().setOpType("Identity").addInput(from).addOutput(name))
        .addOutput(value(name, type, dimensions));
  }

  /** A float constant; without dimensions it is a scalar. */
  String floats(float[] values, long... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(DataType.FLOAT, bytes, dimensions);
  }

  /** A one-dimensional int64 constant. */
  String longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(DataType.INT64, bytes, values.length);
  }

  /** An int64 scalar constant. */
  String integer(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(value);
    return constant(DataType.INT64, bytes);
  }

  /** Adds a node with one result. */
  String node(String type, Map<String, Object> attributes, String... inputs) {
    return nodes(type, 1, attributes, inputs).getFirst();
  }

  /** Adds a node with one result and no attributes. */
  String node(String type, String... inputs) {
    return node(type, Map.of(), inputs);
  }

  /** Adds a node with several results. */
  List<String> nodes(String type, int results, Map<String, Object> attributes, String... inputs) {
    List<String> outputs =
        IntStream.range(0, results)
            .mapToObj(_ -> type.toLowerCase(Locale.ROOT) + "_" + names++)
            .toList();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(outputs.getFirst())
            .addAllInput(List.of(inputs))
            .addAllOutput(outputs);
    new TreeMap<>(attributes).forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addNode(node);
    return outputs;
  }

  /** The finished model file, with the given provenance in its metadata. */
  byte[] build(SortedMap<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("likeness-starter")
            .setModelVersion(1)
            .setGraph(graph)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private String constant(DataType type, ByteBuffer bytes, long... dimensions) {
    String name = "constant_" + names++;
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(LongStream.of(dimensions).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    return switch (value) {
      case Integer number ->
          attribute.setType(AttributeProto.AttributeType.INT).setI(number).build();
      case String text ->
          attribute
              .setType(AttributeProto.AttributeType.STRING)
              .setS(ByteString.copyFromUtf8(text))
              .build();
      case long[] many ->
          attribute
              .setType(AttributeProto.AttributeType.INTS)
              .addAllInts(LongStream.of(many).boxed().toList())
              .build();
      default -> throw new IllegalArgumentException("attribute " + name + " has no ONNX type");
    };
  }

  private static ValueInfoProto value(String name, DataType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          dimension instanceof String symbol
              ? one.setDimParam(symbol)
              : one.setDimValue(((Number) dimension).longValue()));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
