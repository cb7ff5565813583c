package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The graph that says what a square looks like, by colours and forms alone.
 *
 * <pre>
 *   crop --> grey world --> opponent chroma --> joint histogram --> whole, and 3 x 3 cells --+
 *        \-> luma --> eight oriented gradients --> 7 x 7 places ----------------------------+--> sig
 * </pre>
 *
 * <p>Chroma is relative to lightness, so that a shadow does not change it; half of a colour cast is
 * taken out. Each of the three parts is a vector of length 1 before it is weighted, and so is all
 * of it.
 */
final class AppearanceGraph {
  static final int SIDE = 96;

  /** Bins of a histogram, and directions of gradients. */
  private static final int BINS = 8;

  private static final int CELLS = 3;
  private static final int PLACES = 7;
  private static final int LENGTH = BINS * BINS * (1 + CELLS * CELLS) + BINS * PLACES * PLACES;

  private static final float[] CENTRES = {-.9f, -.5f, -.25f, -.08f, .08f, .25f, .5f, .9f};
  private static final double BIN_WIDTH = .16;
  private static final double WINDOW = 40;

  private static final float[] RED_GREEN = {.7071f, -.7071f, 0};
  private static final float[] YELLOW_BLUE = {.4082f, .4082f, -.8165f};

  private static final double CELLS_WEIGHT = .8;
  private static final double GRADIENTS_WEIGHT = .7;

  private final GraphBuilder graph = new GraphBuilder("appearance");
  private final ImageOperators image = new ImageOperators(graph);

  private AppearanceGraph() {}

  static byte[] signature() {
    return new AppearanceGraph().build();
  }

  private byte[] build() {
    String crop = graph.input("crop", DataType.FLOAT, "n", 3, SIDE, SIDE);
    String balanced = balanced(crop);
    String colours = image.multiply(colours(balanced), window());
    String whole = part(image.mean(colours, 2, 3), 1);
    String cells = part(pooled(colours, SIDE / CELLS, SIDE / CELLS), CELLS_WEIGHT);
    String gradients = part(gradients(image.luma(balanced)), GRADIENTS_WEIGHT);
    String all = graph.node("Concat", Map.of("axis", 1), whole, cells, gradients);
    graph.output(unit(all), "sig", DataType.FLOAT, "n", LENGTH);
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put("task", "subject.appearance");
    metadata.put("space", "starter-appearance-1");
    return graph.build(metadata);
  }

  /** Half of the way to a mean colour of grey. */
  private String balanced(String crop) {
    String means = image.mean(crop, 2, 3);
    String grey = image.mean(means, 1);
    String gain = image.divide(grey, image.add(means, image.number(1e-3)));
    return image.multiply(crop, graph.node("Sqrt", gain));
  }

  /** How much of each of the 64 colours is at a pixel. */
  private String colours(String rgb) {
    String light = image.add(image.mean(rgb, 1), image.number(.08));
    String first = bins(image.divide(mixed(rgb, RED_GREEN), light), BINS, 1);
    String second = bins(image.divide(mixed(rgb, YELLOW_BLUE), light), 1, BINS);
    return image.reshape(image.multiply(first, second), -1, BINS * BINS, SIDE, SIDE);
  }

  private String mixed(String rgb, float[] weights) {
    return graph.node("Conv", rgb, graph.floats(weights, 1, 3, 1, 1));
  }

  /** A soft histogram of one value at each pixel, [n, rows, columns, side, side]. */
  private String bins(String value, int rows, int columns) {
    String distance = image.subtract(value, graph.floats(CENTRES, 1, BINS, 1, 1));
    String scaled = image.square(image.multiply(distance, 1 / BIN_WIDTH));
    String near = graph.node("Exp", image.multiply(scaled, -.5));
    String shares = image.divide(near, image.sum(near, 1));
    return image.reshape(shares, -1, rows, columns, SIDE, SIDE);
  }

  /** The middle counts more. */
  private String window() {
    float[] weights = new float[SIDE * SIDE];
    for (int i = 0; i < weights.length; i++) {
      double x = i % SIDE - (SIDE - 1) / 2.0;
      double y = Math.floorDiv(i, SIDE) - (SIDE - 1) / 2.0;
      weights[i] = (float) Math.exp(-.5 * (x * x + y * y) / (WINDOW * WINDOW));
    }
    return graph.floats(weights, 1, 1, SIDE, SIDE);
  }

  /** How strongly lightness rises towards each of eight directions, at 7 x 7 places. */
  private String gradients(String luma) {
    float[] kernels = new float[BINS * 9];
    float[] across = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
    float[] down = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
    for (int direction = 0; direction < BINS; direction++) {
      double angle = 2 * Math.PI * direction / BINS;
      for (int i = 0; i < 9; i++) {
        kernels[direction * 9 + i] =
            (float) ((Math.cos(angle) * across[i] + Math.sin(angle) * down[i]) / 8);
      }
    }
    String rising =
        graph.node(
            "Relu",
            graph.node(
                "Conv",
                Map.of("pads", new long[] {1, 1, 1, 1}),
                luma,
                graph.floats(kernels, BINS, 1, 3, 3)));
    return pooled(rising, 24, 12);
  }

  private String pooled(String a, int size, int step) {
    return graph.node(
        "AveragePool",
        Map.of("kernel_shape", new long[] {size, size}, "strides", new long[] {step, step}),
        a);
  }

  /** Square roots, so that what is rare still counts, as one vector of this length. */
  private String part(String values, double length) {
    String flat = graph.node("Flatten", values);
    String roots = graph.node("Sqrt", image.add(flat, image.number(1e-8)));
    return image.multiply(unit(roots), length);
  }

  private String unit(String vectors) {
    String length = graph.node("Sqrt", image.sum(image.square(vectors), 1));
    return image.divide(vectors, length);
  }
}
