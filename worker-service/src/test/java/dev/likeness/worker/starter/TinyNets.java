package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Networks with the signatures of real upscalers, restorers, swappers and style nets, whose results
 * are known; for tests.
 */
public final class TinyNets {
  private TinyNets() {}

  /** Real-ESRGAN's signature with free sizes: repeats each pixel, or goes linearly between. */
  public static byte[] upscaler(int factor, boolean linear) {
    GraphBuilder graph = new GraphBuilder("tiny_upscaler");
    String image = graph.input("input", DataType.FLOAT, 1, 3, "height", "width");
    graph.output(enlarged(graph, image, factor, linear), "output", DataType.FLOAT, 1, 3, "h", "w");
    return graph.build(new TreeMap<>());
  }

  /** The same in half precision for squares of one size; repeats each pixel. */
  public static byte[] halfUpscaler(int factor, int side) {
    GraphBuilder graph = new GraphBuilder("tiny_upscaler_fp16");
    String image = graph.input("input", DataType.FLOAT16, 1, 3, side, side);
    String large = enlarged(graph, cast(graph, image, DataType.FLOAT), factor, false);
    graph.output(
        cast(graph, large, DataType.FLOAT16),
        "output",
        DataType.FLOAT16,
        1,
        3,
        side * factor,
        side * factor);
    return graph.build(new TreeMap<>());
  }

  /** An upscaler that runs over: gives no numbers. */
  public static byte[] brokenUpscaler() {
    GraphBuilder graph = new GraphBuilder("broken_upscaler");
    String image = graph.input("input", DataType.FLOAT, 1, 3, "height", "width");
    String large = enlarged(graph, image, 2, false);
    String below = graph.node("Sub", large, graph.floats(new float[] {2}));
    graph.output(graph.node("Log", below), "output", DataType.FLOAT, 1, 3, "h", "w");
    return graph.build(new TreeMap<>());
  }

  private static String enlarged(GraphBuilder graph, String image, int factor, boolean linear) {
    Map<String, Object> how =
        linear
            ? Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel")
            : Map.of(
                "mode",
                "nearest",
                "coordinate_transformation_mode",
                "asymmetric",
                "nearest_mode",
                "floor");
    return graph.node(
        "Resize", how, image, "", graph.floats(new float[] {1, 1, factor, factor}, 4));
  }

  /** GFPGAN's signature: every value, -1 to 1, times {@code gain}. */
  public static byte[] restorer(int side, double gain) {
    GraphBuilder graph = new GraphBuilder("tiny_restorer");
    String face = graph.input("input", DataType.FLOAT, 1, 3, side, side);
    String changed = graph.node("Mul", face, graph.floats(new float[] {(float) gain}));
    graph.output(changed, "output", DataType.FLOAT, 1, 3, side, side);
    return graph.build(new TreeMap<>());
  }

  /** A restorer that draws the same stranger, in glaring colours, whoever is in the photo. */
  public static byte[] stranger(int side, long seed) {
    GraphBuilder graph = new GraphBuilder("tiny_stranger");
    String face = graph.input("input", DataType.FLOAT, 1, 3, side, side);
    float[] cells = new float[3 * 8 * 8];
    Random random = new Random(seed);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = random.nextBoolean() ? 1 : -1;
    }
    String picture = enlarged(graph, graph.floats(cells, 1, 3, 8, 8), side / 8, false);
    String nothing = graph.node("Mul", face, graph.floats(new float[] {0}));
    graph.output(graph.node("Add", picture, nothing), "output", DataType.FLOAT, 1, 3, side, side);
    return graph.build(new TreeMap<>());
  }

  /** CodeFormer's signature: every value times the weight, which is a double. */
  public static byte[] weightedRestorer(int side) {
    GraphBuilder graph = new GraphBuilder("tiny_codeformer");
    String face = graph.input("input", DataType.FLOAT, 1, 3, side, side);
    String weight = graph.input("weight", DataType.DOUBLE, 1);
    String changed = graph.node("Mul", face, cast(graph, weight, DataType.FLOAT));
    graph.output(changed, "output", DataType.FLOAT, 1, 3, side, side);
    return graph.build(new TreeMap<>());
  }

  /**
   * inswapper_128's signature: shows the 512 numbers of the source, as grey cells of 4 x 8 pixels
   * in rows of 32, each number times {@code gain} about {@code middle}. The matrix is its last
   * constant.
   *
   * @param matrix 512 x 512 in the order of rows
   */
  public static byte[] swapper(int side, double gain, double middle, float[] matrix) {
    GraphBuilder graph = new GraphBuilder("tiny_inswapper");
    String target = graph.input("target", DataType.FLOAT, 1, 3, side, side);
    String source = graph.input("source", DataType.FLOAT, 1, 512);
    String cells = graph.node("Reshape", source, graph.longs(1, 1, 16, 32));
    String scales = graph.floats(new float[] {1, 1, side / 16f, side / 32f}, 4);
    String grey =
        graph.node(
            "Resize",
            Map.of(
                "mode",
                "nearest",
                "coordinate_transformation_mode",
                "asymmetric",
                "nearest_mode",
                "floor"),
            cells,
            "",
            scales);
    String shown =
        graph.node(
            "Add",
            graph.node("Mul", grey, graph.floats(new float[] {(float) gain})),
            graph.floats(new float[] {(float) middle}));
    String nothing = graph.node("Mul", target, graph.floats(new float[] {0}));
    graph.output(graph.node("Add", shown, nothing), "output", DataType.FLOAT, 1, 3, side, side);
    graph.floats(matrix, 512, 512);
    return graph.build(new TreeMap<>());
  }

  /** A style net of one size: the negative of the picture. */
  public static byte[] negative(int side) {
    return negative("mosaic", side, side);
  }

  /** A style net with free sizes: the negative of the picture. */
  public static byte[] freeNegative() {
    return negative("candy", "height", "width");
  }

  private static byte[] negative(String name, Object height, Object width) {
    GraphBuilder graph = new GraphBuilder(name);
    String image = graph.input("input1", DataType.FLOAT, 1, 3, height, width);
    String changed = graph.node("Sub", graph.floats(new float[] {255}), image);
    graph.output(changed, "output1", DataType.FLOAT, 1, 3, height, width);
    return graph.build(new TreeMap<>());
  }

  /** A style net that makes the mean of what it sees grey, as instance normalisation does. */
  public static byte[] levelling(int side) {
    GraphBuilder graph = new GraphBuilder("levelling");
    String image = graph.input("input1", DataType.FLOAT, 1, 3, side, side);
    String mean = graph.node("ReduceMean", Map.of("axes", new long[] {2, 3}, "keepdims", 1), image);
    String changed =
        graph.node("Add", graph.node("Sub", image, mean), graph.floats(new float[] {128}));
    graph.output(changed, "output1", DataType.FLOAT, 1, 3, side, side);
    return graph.build(new TreeMap<>());
  }

  private static String cast(GraphBuilder graph, String value, DataType type) {
    return graph.node("Cast", Map.of("to", type.getNumber()), value);
  }
}
