package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Models with the signatures of YOLOX, RT-DETR and DINOv2 that know drawn pets; for tests. A pet is
 * where a disc of magenta is, 160 pixels wide and high on the canvas of 640.
 */
public final class TinyAnimalModels {
  private static final int CANVAS = 640;
  private static final int STRIDE = 32;
  private static final int SIDE = CANVAS / STRIDE;
  private static final int CELLS = SIDE * SIDE;
  private static final float SIZE = 160;
  private static final int CAT = 15;
  private static final int CLASSES = 80;
  private static final int LENGTH = 64;
  private static final int PATCHES = 256;

  private TinyAnimalModels() {}

  /** Takes blue, green, red, 0 to 255; [1,8400,85]. */
  public static byte[] yolox() {
    GraphBuilder graph = new GraphBuilder("tiny_yolox");
    String image = graph.input("images", DataType.FLOAT, 1, 3, CANVAS, CANVAS);
    String marker = marker(graph, image, 1 / 255f);
    float log = (float) Math.log(SIZE / STRIDE);
    String zeros = graph.node("Mul", score(graph, marker), graph.floats(new float[] {0}));
    String size = graph.node("Add", zeros, graph.floats(new float[] {log, log}, 1, 2, 1, 1));
    float[] classes = new float[CLASSES];
    classes[CAT] = 1;
    String sure = graph.node("Add", zeros, graph.floats(classes, 1, CLASSES, 1, 1));
    String found =
        graph.node(
            "Concat",
            Map.of("axis", 1),
            TinyFaceModels.centre(graph, marker, STRIDE, false),
            TinyFaceModels.centre(graph, marker, STRIDE, true),
            size,
            score(graph, marker),
            sure);
    int silent = 80 * 80 + 40 * 40;
    String nothing = graph.floats(new float[silent * (5 + CLASSES)], 1, silent, 5 + CLASSES);
    graph.output(
        graph.node("Concat", Map.of("axis", 1), nothing, rows(graph, found, 5 + CLASSES)),
        "output",
        DataType.FLOAT,
        1,
        silent + CELLS,
        5 + CLASSES);
    return graph.build(new TreeMap<>());
  }

  /** Takes red, green, blue, 0 to 1; a query for each cell. */
  public static byte[] queries() {
    GraphBuilder graph = new GraphBuilder("tiny_rt_detr");
    String image = graph.input("pixel_values", DataType.FLOAT, 1, 3, CANVAS, CANVAS);
    String marker = marker(graph, image, 1);
    float[] classes = new float[CLASSES];
    Arrays.fill(classes, -30);
    classes[CAT] = -10;
    float[] weights = new float[CLASSES];
    weights[CAT] = 20;
    String logits =
        graph.node(
            "Add",
            graph.node("Mul", score(graph, marker), graph.floats(weights, 1, CLASSES, 1, 1)),
            graph.floats(classes, 1, CLASSES, 1, 1));
    graph.output(rows(graph, logits, CLASSES), "logits", DataType.FLOAT, 1, CELLS, CLASSES);
    float[] position = new float[SIDE];
    for (int i = 0; i < SIDE; i++) {
      position[i] = i;
    }
    String across =
        graph.node(
            "Add",
            TinyFaceModels.centre(graph, marker, STRIDE, false),
            graph.floats(position, 1, 1, 1, SIDE));
    String down =
        graph.node(
            "Add",
            TinyFaceModels.centre(graph, marker, STRIDE, true),
            graph.floats(position, 1, 1, SIDE, 1));
    String zeros = graph.node("Mul", score(graph, marker), graph.floats(new float[] {0}));
    String size =
        graph.node(
            "Add", zeros, graph.floats(new float[] {SIZE / STRIDE, SIZE / STRIDE}, 1, 2, 1, 1));
    String boxes =
        graph.node(
            "Mul",
            graph.node("Concat", Map.of("axis", 1), across, down, size),
            graph.floats(new float[] {1f / SIDE}));
    graph.output(rows(graph, boxes, 4), "pred_boxes", DataType.FLOAT, 1, CELLS, 4);
    return graph.build(new TreeMap<>());
  }

  /**
   * Reads the mean colours of 16 x 16 patches, through a fixed mixture.
   *
   * @param pooled gives {@code pooler_output}, or else the first of {@code last_hidden_state}
   */
  public static byte[] embedder(long seed, boolean pooled) {
    GraphBuilder graph = new GraphBuilder("tiny_dinov2");
    String image = graph.input("pixel_values", DataType.FLOAT, "n", 3, 224, 224);
    String patches = graph.node("Flatten", TinyFaceModels.pooled(graph, image, 14, 14, 0));
    float[] mixture = new float[3 * PATCHES * LENGTH];
    Random random = new Random(seed);
    for (int i = 0; i < mixture.length; i++) {
      mixture[i] = (float) random.nextGaussian() / 16;
    }
    String embedding = graph.node("MatMul", patches, graph.floats(mixture, 3L * PATCHES, LENGTH));
    if (pooled) {
      graph.output(embedding, "pooler_output", DataType.FLOAT, "n", LENGTH);
      return graph.build(new TreeMap<>());
    }
    String token = graph.node("Unsqueeze", embedding, graph.longs(1));
    String others = graph.floats(new float[PATCHES * LENGTH], 1, PATCHES, LENGTH);
    graph.output(
        graph.node("Concat", Map.of("axis", 1), token, others),
        "last_hidden_state",
        DataType.FLOAT,
        "n",
        "tokens",
        LENGTH);
    return graph.build(new TreeMap<>());
  }

  /** Red and blue without green; the order of the two does not matter. */
  private static String marker(GraphBuilder graph, String image, float scale) {
    String colour =
        graph.node(
            "Conv",
            image,
            graph.floats(new float[] {scale / 2, -scale, scale / 2}, 1, 3, 1, 1),
            graph.floats(new float[] {-.5f}, 1));
    return graph.node("Relu", colour);
  }

  private static String score(GraphBuilder graph, String marker) {
    String mean = TinyFaceModels.pooled(graph, marker, STRIDE, STRIDE, 0);
    return graph.node(
        "Clip",
        graph.node("Mul", mean, graph.floats(new float[] {200})),
        graph.floats(new float[] {0}),
        graph.floats(new float[] {1}));
  }

  private static String rows(GraphBuilder graph, String planes, int columns) {
    String last = graph.node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), planes);
    return graph.node("Reshape", last, graph.longs(1, CELLS, columns));
  }
}
