package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.TreeMap;

/**
 * The graph that corrects a photo by numbers, each from -1 to 1, where 0 changes nothing.
 *
 * <pre>
 *   tile, place, parameters --> adjust --> output          once per tile
 * </pre>
 *
 * <p>Light is changed as light: exposure, warmth and vignette in linear values, the rest as it is
 * seen. In linear values x, exposure up by the gain g gives {@code g x / (1 + (g - 1) x)}, which
 * lets nothing clip, and exposure down gives {@code x / g}. A pixel depends on others at most
 * {@link #REACH} pixels away, for sharpness alone, and on its place in the photo, for the vignette.
 */
final class AdjustGraph {
  /** Exposure, warmth, contrast, shadows, highlights, saturation, fade, sepia, vignette, sharp. */
  static final int PARAMETERS = 10;

  /** Left and top edge of the tile in the photo, width and height of the photo. */
  static final int PLACE = 4;

  /** Two boxes of five pixels. */
  static final int REACH = 4;

  static final int ALIGNMENT = 1;

  private static final double STOPS = 2;

  private final GraphBuilder graph = new GraphBuilder("edit-adjust");
  private final ImageOperators image = new ImageOperators(graph);

  private AdjustGraph() {}

  static byte[] adjust() {
    return new AdjustGraph().build();
  }

  private byte[] build() {
    graph.input("tile", DataType.UINT8, 1, "height", "width", 3);
    graph.input("place", DataType.FLOAT, PLACE);
    graph.input("parameters", DataType.FLOAT, PARAMETERS);
    String linear = image.toLinear(image.fromBytes("tile"));
    String lit = vignette(warmth(exposure(linear)));
    String seen = image.toDisplay(image.clip(lit, 0, 1));
    String toned = tone(seen);
    String coloured = sepia(saturation(toned));
    String result = sharp(fade(coloured));
    graph.output(image.toBytes(result), "output", DataType.UINT8, 1, "height", "width", 3);
    return graph.build(
        new TreeMap<>(Map.of("task", "edit.adjust", "pack", "starter", "license", "Apache-2.0")));
  }

  private String parameter(int index) {
    return image.element("parameters", index);
  }

  private String exposure(String linear) {
    String gain = exponential(image.multiply(parameter(0), STOPS));
    String shoulder = graph.node("Relu", image.subtract(gain, image.number(1)));
    String held = image.add(image.number(1), image.multiply(linear, shoulder));
    return image.divide(image.multiply(linear, gain), held);
  }

  /** Gains for red and blue, without a change of luminance. */
  private String warmth(String linear) {
    String red = exponential(image.multiply(parameter(1), .40));
    String blue = exponential(image.multiply(parameter(1), -.75));
    String gains =
        image.reshape(graph.node("Concat", Map.of("axis", 0), red, image.ones(), blue), 1, 3, 1, 1);
    String tinted = image.multiply(linear, gains);
    String small = image.number(1e-5);
    String luminance =
        image.divide(image.add(image.luma(linear), small), image.add(image.luma(tinted), small));
    return image.multiply(tinted, luminance);
  }

  /** Darkens by the distance from the middle; the corners of every format are equally dark. */
  private String vignette(String linear) {
    String down = coordinate("tile", 1, 1, 3);
    String across = coordinate("tile", 2, 0, 2);
    String squares =
        image.add(
            image.reshape(image.square(down), 1, 1, -1, 1),
            image.reshape(image.square(across), 1, 1, 1, -1));
    String distance = graph.node("Sqrt", image.multiply(squares, .5));
    String ramp = image.ramp(distance, .3, 1);
    String smooth =
        image.multiply(
            image.square(ramp), image.subtract(image.number(3), image.multiply(ramp, 2)));
    String taken = image.multiply(image.multiply(smooth, parameter(8)), .85);
    return image.multiply(linear, image.subtract(image.number(1), taken));
  }

  /** -1 to 1 over the photo, for each line or column of the tile. */
  private String coordinate(String tile, int axis, int start, int size) {
    String length =
        graph.node("Slice", graph.node("Shape", tile), graph.longs(axis), graph.longs(axis + 1));
    String scalar = graph.node("Squeeze", length);
    String indices = graph.node("Range", graph.integer(0), scalar, graph.integer(1));
    String pixels = graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), indices);
    String centre = image.add(image.add(pixels, image.element("place", start)), image.number(.5));
    return image.subtract(
        image.divide(image.multiply(centre, 2), image.element("place", size)), image.number(1));
  }

  /**
   * Contrast, shadows and highlights, one after the other, so that greys keep their order whatever
   * is asked for. On luma: colours keep their proportions.
   */
  private String tone(String seen) {
    String luma = image.luma(seen);
    String toned = highlights(shadows(contrast(luma)));
    String small = image.number(1e-4);
    String ratio = image.divide(image.add(toned, small), image.add(luma, small));
    return image.clip(image.multiply(seen, image.clip(ratio, 0, 4)), 0, 1);
  }

  /** {@code x + .9 p x (1 - x) (2 x - 1)}. */
  private String contrast(String luma) {
    String slope = image.subtract(image.multiply(luma, 2), image.number(1));
    String bend = image.multiply(image.multiply(luma, inverse(luma)), slope);
    return image.add(luma, image.multiply(bend, image.multiply(parameter(2), .9)));
  }

  /** {@code x + c x (1 - x)^3}; less downwards, where it would turn the order around. */
  private String shadows(String luma) {
    String amount = parameter(3);
    String factor = image.multiply(image.add(amount, graph.node("Relu", amount)), .8);
    String inverse = inverse(luma);
    String bump = image.multiply(image.multiply(luma, inverse), image.square(inverse));
    return image.add(luma, image.multiply(bump, factor));
  }

  /** {@code x + c x^3 (1 - x)}; less upwards, for the same reason. */
  private String highlights(String luma) {
    String amount = parameter(4);
    String factor =
        image.multiply(image.subtract(image.multiply(amount, 2), graph.node("Relu", amount)), .8);
    String bump = image.multiply(image.multiply(luma, inverse(luma)), image.square(luma));
    return image.add(luma, image.multiply(bump, factor));
  }

  private String inverse(String a) {
    return image.subtract(image.number(1), a);
  }

  private String saturation(String seen) {
    String luma = image.luma(seen);
    String factor = image.add(image.number(1), parameter(5));
    return image.clip(image.add(luma, image.multiply(image.subtract(seen, luma), factor)), 0, 1);
  }

  /** Brown middle tones; black and white stay. */
  private String sepia(String seen) {
    String grey = image.luma(seen);
    String exponents = image.reshape(graph.floats(new float[] {.80f, 1.0f, 1.40f}, 3), 1, 3, 1, 1);
    String brown = image.power(grey, exponents);
    return image.blend(brown, seen, parameter(7));
  }

  /** Lifts the blacks a good deal and lowers the whites a little, as old prints do. */
  private String fade(String seen) {
    String amount = parameter(6);
    String black = image.multiply(amount, .22);
    String range = image.subtract(image.number(1), image.multiply(amount, .30));
    return image.add(black, image.multiply(seen, range));
  }

  /** Adds what a blur takes away, unless it is noise; not so much that edges get halos. */
  private String sharp(String seen) {
    String luma = image.luma(seen);
    String detail = image.subtract(luma, image.box(image.box(luma, 5), 5));
    String energy = image.square(detail);
    String cored =
        image.multiply(detail, image.divide(energy, image.add(energy, image.number(1e-5))));
    String added = image.multiply(image.clip(image.multiply(cored, 1.6), -.12, .12), parameter(9));
    return image.add(seen, added);
  }

  private String exponential(String powerOfTwo) {
    return graph.node("Exp", image.multiply(powerOfTwo, Math.log(2)));
  }
}
