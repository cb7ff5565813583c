package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;

/**
 * Image operators as ONNX nodes, on float tensors [batch, channels, height, width] from 0 to 1.
 *
 * <p>Nothing here depends on the size of the image except through its edges: a pixel's result is a
 * function of its surroundings alone. That is what lets a large photo be cut into tiles.
 */
final class ImageOperators {
  private static final float[] LUMA = {.2126f, .7152f, .0722f};

  private final GraphBuilder graph;

  ImageOperators(GraphBuilder graph) {
    this.graph = graph;
  }

  String number(double value) {
    return graph.floats(new float[] {(float) value});
  }

  String add(String a, String b) {
    return graph.node("Add", a, b);
  }

  String subtract(String a, String b) {
    return graph.node("Sub", a, b);
  }

  String multiply(String a, String b) {
    return graph.node("Mul", a, b);
  }

  String multiply(String a, double b) {
    return graph.node("Mul", a, number(b));
  }

  String divide(String a, String b) {
    return graph.node("Div", a, b);
  }

  String power(String a, String b) {
    return graph.node("Pow", a, b);
  }

  String square(String a) {
    return multiply(a, a);
  }

  String clip(String a, double low, double high) {
    return graph.node("Clip", a, number(low), number(high));
  }

  /** {@code on} where amount is 1, {@code off} where it is 0, and linear between. */
  String blend(String on, String off, String amount) {
    return add(off, multiply(subtract(on, off), amount));
  }

  /** 0 up to {@code from}, 1 from {@code to} on, and linear between. */
  String ramp(String a, double from, double to) {
    return clip(multiply(subtract(a, number(from)), 1 / (to - from)), 0, 1);
  }

  String mean(String a, long... axes) {
    return graph.node("ReduceMean", Map.of("axes", axes, "keepdims", 1), a);
  }

  String sum(String a, long... axes) {
    return graph.node("ReduceSum", Map.of("keepdims", 1), a, graph.longs(axes));
  }

  String largestChannel(String a) {
    return graph.node("ReduceMax", Map.of("axes", new long[] {1}, "keepdims", 1), a);
  }

  String smallestChannel(String a) {
    return graph.node("ReduceMin", Map.of("axes", new long[] {1}, "keepdims", 1), a);
  }

  String channel(String a, int index) {
    return graph.node("Slice", a, graph.longs(index), graph.longs(index + 1), graph.longs(1));
  }

  String channels(String... parts) {
    return graph.node("Concat", Map.of("axis", 1), parts);
  }

  /** Element {@code index} of a vector, as a vector of one. */
  String element(String vector, int index) {
    return graph.node("Slice", vector, graph.longs(index), graph.longs(index + 1));
  }

  /** A vector of so many elements, ascending. */
  String sorted(String vector, int count) {
    return graph
        .nodes("TopK", 2, Map.of("axis", 0, "largest", 0, "sorted", 1), vector, graph.longs(count))
        .getFirst();
  }

  String reshape(String a, long... shape) {
    return graph.node("Reshape", a, graph.longs(shape));
  }

  String fromBytes(String bytes) {
    String planes = graph.node("Transpose", Map.of("perm", new long[] {0, 3, 1, 2}), bytes);
    String floats = graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), planes);
    return multiply(floats, 1 / 255.0);
  }

  String toBytes(String a) {
    String rounded = graph.node("Round", multiply(clip(a, 0, 1), 255));
    String planes = graph.node("Cast", Map.of("to", DataType.UINT8.getNumber()), rounded);
    return graph.node("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), planes);
  }

  /** Light, from stored sRGB values (IEC 61966-2-1). */
  String toLinear(String stored) {
    String curve = power(multiply(add(stored, number(.055)), 1 / 1.055), number(2.4));
    String below = graph.node("Less", stored, number(.04045));
    return graph.node("Where", below, multiply(stored, 1 / 12.92), curve);
  }

  /** The reverse of {@link #toLinear}, for values from 0 to 1. */
  String toDisplay(String linear) {
    String curve = subtract(multiply(power(linear, number(1 / 2.4)), 1.055), number(.055));
    String below = graph.node("Less", linear, number(.0031308));
    return graph.node("Where", below, multiply(linear, 12.92), curve);
  }

  /** A vector of one 1. */
  String ones() {
    return graph.floats(new float[] {1}, 1);
  }

  String luma(String rgb) {
    return graph.node("Conv", rgb, graph.floats(LUMA, 1, 3, 1, 1));
  }

  /**
   * The guided filter: smooths {@code image} but keeps the edges that {@code guide} (one channel)
   * has. Statistics are taken at 1/scale over box x box cells, so a result depends on pixels up to
   * {@code scale * (2 * (box / 2) + 1) + scale / 2} away.
   *
   * @param smoothing variance below which a neighbourhood counts as flat, a scalar or [1]
   */
  String guided(String guide, String image, int scale, int box, String smoothing) {
    String g = shrink(guide, scale);
    String p = guide.equals(image) ? g : shrink(image, scale);
    String meanG = box(g, box);
    String meanP = guide.equals(image) ? meanG : box(p, box);
    String variance = subtract(box(square(g), box), square(meanG));
    String covariance =
        guide.equals(image) ? variance : subtract(box(multiply(g, p), box), multiply(meanG, meanP));
    String slope = divide(covariance, add(variance, smoothing));
    String offset = subtract(meanP, multiply(slope, meanG));
    String slopes = grow(box(slope, box), scale, guide);
    String offsets = grow(box(offset, box), scale, guide);
    return add(multiply(slopes, guide), offsets);
  }

  /** Means of scale x scale cells. */
  String shrink(String a, int scale) {
    return scale == 1 ? a : pool(a, new long[] {scale, scale}, scale, new long[4], 1);
  }

  /** Mean over a square, as two passes; at the border over the part inside the image. */
  String box(String a, int size) {
    long reach = size / 2;
    String rows = pool(a, new long[] {1, size}, 1, new long[] {0, reach, 0, reach}, 0);
    return pool(rows, new long[] {size, 1}, 1, new long[] {reach, 0, reach, 0}, 0);
  }

  private String pool(String a, long[] kernel, long stride, long[] pads, int ceiling) {
    return graph.node(
        "AveragePool",
        Map.of(
            "kernel_shape", kernel,
            "strides", new long[] {stride, stride},
            "pads", pads,
            "ceil_mode", ceiling,
            "count_include_pad", 0),
        a);
  }

  /**
   * Bilinear, by exactly {@code scale}, then cut to the size of {@code like}. A fixed scale and not
   * a target size: with a size, the sampling grid of a tile would differ from that of the image.
   */
  private String grow(String a, int scale, String like) {
    if (scale == 1) {
      return a;
    }
    String scales = graph.floats(new float[] {1, 1, scale, scale}, 4);
    String larger =
        graph.node(
            "Resize",
            Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel"),
            a,
            "",
            scales);
    String size = graph.node("Slice", graph.node("Shape", like), graph.longs(2), graph.longs(4));
    return graph.node("Slice", larger, graph.longs(0, 0), size, graph.longs(2, 3));
  }
}
