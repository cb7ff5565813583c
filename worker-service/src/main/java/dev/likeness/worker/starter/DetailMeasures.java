package dev.likeness.worker.starter;

import static dev.likeness.worker.starter.EnhanceGraphs.SAMPLE;
import static dev.likeness.worker.starter.EnhanceGraphs.SAMPLES;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;

/** Measures what only shows at full size, on small cut-outs of a photo. */
final class DetailMeasures {
  /** Averaging 2 x 2 pixels halves white noise. */
  private static final double COARSE = 2;

  /** An edge is at most this many pixels wide in a sharp photo. */
  private static final int EDGE = 4;

  private final GraphBuilder graph;
  private final ImageOperators image;
  private final String luma;

  /**
   * @param samples bytes, [count, side, side, 3]
   */
  DetailMeasures(GraphBuilder graph, ImageOperators image, String samples) {
    this.graph = graph;
    this.image = image;
    this.luma = image.luma(image.fromBytes(samples));
  }

  /**
   * How sharp the clearest edges are, 0 to 1 as a vector of one: the largest step between
   * neighboring pixels as a part of the step over {@link #EDGE} of them, in the cut-outs that show
   * an edge. 1 where none does: nothing is known to be blurred.
   */
  String sharpness() {
    String near = graph.node("Max", step(1, 2), step(1, 3));
    String far = graph.node("Max", step(EDGE, 2), step(EDGE, 3));
    String shown = image.ramp(far, .12, .3);
    String ratio = image.divide(near, image.add(far, image.number(1e-3)));
    String total = image.sum(shown, 0, 1, 2, 3);
    String small = image.number(1e-3);
    String mean =
        image.divide(
            image.add(image.sum(image.multiply(ratio, shown), 0, 1, 2, 3), small),
            image.add(total, small));
    return image.reshape(mean, 1);
  }

  /** The largest step over so many pixels in each cut-out. */
  private String step(int pixels, int axis) {
    String from =
        graph.node("Slice", luma, graph.longs(0), graph.longs(SAMPLE - pixels), graph.longs(axis));
    String to =
        graph.node("Slice", luma, graph.longs(pixels), graph.longs(SAMPLE), graph.longs(axis));
    String steps = graph.node("Abs", image.subtract(from, to));
    return graph.node("ReduceMax", Map.of("axes", new long[] {1, 2, 3}, "keepdims", 1), steps);
  }

  /**
   * Standard deviation of the noise in luma, 0 to 0.12, in stored values. The larger answer of two
   * scales: compression takes the finest noise away and leaves the coarser, which shows as much.
   * Little noise counts for even less: it may as well be skin or cloth.
   */
  String noise() {
    String fine = deviation(luma, SAMPLE, 10);
    String coarse = deviation(image.shrink(luma, 2), SAMPLE / 2, 7);
    String noise = graph.node("Max", fine, image.multiply(coarse, COARSE));
    return image.clip(image.multiply(noise, image.ramp(noise, 0, .015)), 0, .12);
  }

  /**
   * Immerkaer's mask answers to noise and not to slopes; the lower fifth of all blocks leaves
   * texture out. Clipped blocks show no noise and do not count.
   */
  private String deviation(String planes, int side, int block) {
    float[] mask = {1, -2, 1, -2, 4, -2, 1, -2, 1};
    String response = graph.node("Abs", graph.node("Conv", planes, graph.floats(mask, 1, 1, 3, 3)));
    String blocks = blocks(response, block);
    String inner =
        graph.node(
            "Slice", planes, graph.longs(1, 1), graph.longs(side - 1, side - 1), graph.longs(2, 3));
    String brightness = blocks(inner, block);
    String inside =
        graph.node(
            "And",
            graph.node("Greater", brightness, image.number(.015)),
            graph.node("Less", brightness, image.number(.97)));
    int perSide = (side - 2) / block;
    int count = SAMPLES * perSide * perSide;
    String usable = graph.node("Where", inside, blocks, image.number(9));
    String sorted = image.sorted(image.reshape(usable, count), count);
    String counted =
        graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), image.reshape(inside, count));
    String total = graph.node("ReduceSum", Map.of("keepdims", 1), counted);
    String position =
        graph.node("Cast", Map.of("to", DataType.INT64.getNumber()), image.multiply(total, .2));
    String level = graph.node("Gather", sorted, position);
    String known = graph.node("Less", level, image.number(9));
    double perSigma = 6 * Math.sqrt(2 / Math.PI);
    return graph.node("Where", known, image.multiply(level, 1.15 / perSigma), image.number(0));
  }

  private String blocks(String planes, int side) {
    long[] square = {side, side};
    return graph.node("AveragePool", Map.of("kernel_shape", square, "strides", square), planes);
  }
}
