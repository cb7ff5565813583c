package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Models with the signatures of real ones, whose answers are known: for tests, and to try a device
 * with.
 */
public final class TinyFaceModels {
  /** Cells of the embedder, a side. */
  public static final int GRID = 8;

  private static final int CANVAS = 640;
  private static final int LENGTH = 128;

  /**
   * Weights of blue, green and red, and a bias, that give 1 for one pure colour and at most 0 else.
   */
  private static final float[][] MARKERS = {
    {-1, -1, 1, 0}, {-1, 1, -1, 0}, {1, -1, -1, 0}, {-1, 1, 1, -1}, {1, 1, -1, -1}
  };

  private TinyFaceModels() {}

  /**
   * YuNet's signature. Finds faces with discs at their landmarks: red, green, blue (the nose),
   * yellow and cyan. A face is where the nose is; each landmark is the centre of its colour within
   * 80 pixels around the cell, so faces must be further apart than that. Boxes are 128 pixels wide.
   */
  public static byte[] detector() {
    GraphBuilder graph = new GraphBuilder("tiny_yunet");
    String image = graph.input("input", DataType.FLOAT, 1, 3, CANVAS, CANVAS);
    silent(graph, 8);
    silent(graph, 16);
    outputs(graph, markers(graph, graph.node("Mul", image, graph.floats(new float[] {1 / 255f}))));
    return graph.build(new TreeMap<>());
  }

  /**
   * @param image blue, green, red, 0 to 1
   */
  private static String[] markers(GraphBuilder graph, String image) {
    String[] markers = new String[MARKERS.length];
    for (int i = 0; i < markers.length; i++) {
      float[] weights = {MARKERS[i][0], MARKERS[i][1], MARKERS[i][2]};
      String colour =
          graph.node(
              "Conv",
              image,
              graph.floats(weights, 1, 3, 1, 1),
              graph.floats(new float[] {MARKERS[i][3] - .5f}, 1));
      markers[i] = graph.node("Relu", colour);
    }
    return markers;
  }

  /**
   * SCRFD's signature, as in {@code det_10g.onnx}; it finds the same faces as {@link #detector}.
   */
  public static byte[] scrfd() {
    GraphBuilder graph = new GraphBuilder("tiny_det_10g");
    String fed = graph.input("input.1", DataType.FLOAT, 1, 3, "?", "?");
    String unit =
        graph.node(
            "Add",
            graph.node("Mul", fed, graph.floats(new float[] {128 / 255f})),
            graph.floats(new float[] {.5f}));
    String image =
        graph.node("Gather", Map.of("axis", 1), unit, graph.longs(2, 1, 0)); // red comes first
    String[] markers = markers(graph, image);
    int stride = 32;
    int cells = CANVAS / stride * (CANVAS / stride);
    String nose = pooled(graph, markers[2], stride, stride, 0);
    String likely = graph.node("Mul", nose, graph.floats(new float[] {200}));
    String score =
        graph.node(
            "Clip",
            graph.node("Reshape", likely, graph.longs(cells, 1)),
            graph.floats(new float[] {0}),
            graph.floats(new float[] {1}));
    String[] places = new String[2 * markers.length];
    for (int i = 0; i < markers.length; i++) {
      places[2 * i] = centre(graph, markers[i], stride, false);
      places[2 * i + 1] = centre(graph, markers[i], stride, true);
    }
    String together = graph.node("Concat", Map.of("axis", 1), places);
    String last = graph.node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), together);
    String points = graph.node("Reshape", last, graph.longs(cells, 10));
    String box =
        graph.node(
            "Add",
            graph.node("Mul", score, graph.floats(new float[] {0})),
            graph.floats(new float[] {1.5f, 1.5f, 2.5f, 2.5f}, 1, 4));
    // The second anchor of each cell never finds anything.
    String[][] names = {{"448", "451", "454"}, {"471", "474", "477"}, {"494", "497", "500"}};
    for (int i = 0; i < 2; i++) {
      int rows = 2 * (CANVAS >> (3 + i)) * (CANVAS >> (3 + i));
      graph.output(zeros(graph, rows, 1), names[i][0], DataType.FLOAT, rows, 1);
      graph.output(zeros(graph, rows, 4), names[i][1], DataType.FLOAT, rows, 4);
      graph.output(zeros(graph, rows, 10), names[i][2], DataType.FLOAT, rows, 10);
    }
    graph.output(anchors(graph, score, cells, 1), names[2][0], DataType.FLOAT, 2 * cells, 1);
    graph.output(anchors(graph, box, cells, 4), names[2][1], DataType.FLOAT, 2 * cells, 4);
    graph.output(anchors(graph, points, cells, 10), names[2][2], DataType.FLOAT, 2 * cells, 10);
    return graph.build(new TreeMap<>());
  }

  private static String anchors(GraphBuilder graph, String rows, int cells, int columns) {
    String both = graph.node("Concat", Map.of("axis", 1), rows, zeros(graph, cells, columns));
    return graph.node("Reshape", both, graph.longs(2L * cells, columns));
  }

  private static String zeros(GraphBuilder graph, int rows, int columns) {
    return graph.floats(new float[rows * columns], rows, columns);
  }

  /** ArcFace's signature, as in {@code w600k_r50.onnx}. */
  public static byte[] arcface(long seed) {
    GraphBuilder graph = new GraphBuilder("tiny_w600k_r50");
    String image = graph.input("input.1", DataType.FLOAT, "None", 3, 112, 112);
    String cells = graph.node("Flatten", pooled(graph, image, 14, 14, 0));
    float[] mixture = mixture(seed, 512, 0, GRID);
    graph.output(
        graph.node("MatMul", cells, graph.floats(mixture, 3L * GRID * GRID, 512)),
        "683",
        DataType.FLOAT,
        "None",
        512);
    return graph.build(new TreeMap<>());
  }

  /** A mixture of the cells of some rows. */
  private static float[] mixture(long seed, int length, int fromRow, int toRow) {
    float[] mixture = new float[3 * GRID * GRID * length];
    Random random = new Random(seed);
    for (int i = 0; i < mixture.length; i++) {
      int row = i / length / GRID % GRID;
      float weight = (float) random.nextGaussian() / 14;
      mixture[i] = row >= fromRow && row < toRow ? weight : 0;
    }
    return mixture;
  }

  /** A stride that never finds a face. */
  private static void silent(GraphBuilder graph, int stride) {
    int cells = CANVAS / stride * (CANVAS / stride);
    for (var head : new TreeMap<>(Map.of("cls", 1, "obj", 1, "bbox", 4, "kps", 10)).entrySet()) {
      int columns = head.getValue();
      String zeros = graph.floats(new float[cells * columns], 1, cells, columns);
      graph.output(zeros, head.getKey() + "_" + stride, DataType.FLOAT, 1, cells, columns);
    }
  }

  private static void outputs(GraphBuilder graph, String[] markers) {
    int stride = 32;
    int side = CANVAS / stride;
    int cells = side * side;
    String nose = pooled(graph, markers[2], stride, stride, 0);
    // A disc of radius 3 that lies in four cells of 32 has a mean of about .004 in each.
    float sensitivity = 200;
    String probability =
        rows(graph, graph.node("Mul", nose, graph.floats(new float[] {sensitivity})), cells, 1);
    graph.output(probability, "cls_" + stride, DataType.FLOAT, 1, cells, 1);
    graph.output(probability, "obj_" + stride, DataType.FLOAT, 1, cells, 1);
    String zeros = graph.node("Mul", probability, graph.floats(new float[] {0}));
    float size = (float) Math.log(128.0 / stride);
    String box =
        graph.node("Add", zeros, graph.floats(new float[] {.5f, .5f, size, size}, 1, 1, 4));
    graph.output(box, "bbox_" + stride, DataType.FLOAT, 1, cells, 4);
    String[] places = new String[2 * markers.length];
    for (int i = 0; i < markers.length; i++) {
      places[2 * i] = centre(graph, markers[i], stride, false);
      places[2 * i + 1] = centre(graph, markers[i], stride, true);
    }
    String together = graph.node("Concat", Map.of("axis", 1), places);
    String last = graph.node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), together);
    graph.output(
        graph.node("Reshape", last, graph.longs(1, cells, 10)),
        "kps_" + stride,
        DataType.FLOAT,
        1,
        cells,
        10);
  }

  /** Where a colour is around each cell, relative to the cell, in strides. */
  static String centre(GraphBuilder graph, String marker, int stride, boolean vertical) {
    float[] positions = new float[CANVAS];
    float[] cells = new float[CANVAS / stride];
    for (int i = 0; i < CANVAS; i++) {
      positions[i] = (float) i / stride;
    }
    for (int i = 0; i < cells.length; i++) {
      cells[i] = i;
    }
    long[] line = vertical ? new long[] {1, 1, CANVAS, 1} : new long[] {1, 1, 1, CANVAS};
    long[] grid =
        vertical ? new long[] {1, 1, cells.length, 1} : new long[] {1, 1, 1, cells.length};
    String weight = around(graph, marker, stride);
    String moment = around(graph, graph.node("Mul", marker, graph.floats(positions, line)), stride);
    String place =
        graph.node("Div", moment, graph.node("Add", weight, graph.floats(new float[] {1e-9f})));
    return graph.node("Sub", place, graph.floats(cells, grid));
  }

  /** Mean over five by five cells. */
  private static String around(GraphBuilder graph, String x, int stride) {
    return pooled(graph, pooled(graph, x, stride, stride, 0), 5, 1, 2);
  }

  static String pooled(GraphBuilder graph, String x, int size, int stride, int pad) {
    return graph.node(
        "AveragePool",
        Map.of(
            "kernel_shape", new long[] {size, size},
            "strides", new long[] {stride, stride},
            "pads", new long[] {pad, pad, pad, pad},
            "count_include_pad", 1),
        x);
  }

  private static String rows(GraphBuilder graph, String x, int cells, int columns) {
    return graph.node("Reshape", x, graph.longs(1, cells, columns));
  }

  /**
   * SFace's signature. Reads the mean colours of a grid of 8 x 8 cells, through a fixed mixture.
   */
  public static byte[] embedder(long seed) {
    return embedder(seed, 0, GRID);
  }

  /** The same, for an embedder that does not look at all rows. */
  public static byte[] embedder(long seed, int fromRow, int toRow) {
    GraphBuilder graph = new GraphBuilder("tiny_sface");
    String image = graph.input("data", DataType.FLOAT, 1, 3, 112, 112);
    String centred = graph.node("Sub", image, graph.floats(new float[] {127.5f}));
    String cells =
        graph.node("Reshape", pooled(graph, centred, 14, 14, 0), graph.longs(1, 3 * GRID * GRID));
    float[] mixture = mixture(seed, LENGTH, fromRow, toRow);
    String embedding = graph.node("MatMul", cells, graph.floats(mixture, 3L * GRID * GRID, LENGTH));
    graph.output(embedding, "fc1", DataType.FLOAT, 1, LENGTH);
    return graph.build(new TreeMap<>());
  }
}
