package dev.likeness.worker.starter;

import static dev.likeness.worker.starter.EnhanceParameter.BLACK_POINT;
import static dev.likeness.worker.starter.EnhanceParameter.COLOR;
import static dev.likeness.worker.starter.EnhanceParameter.GAMMA;
import static dev.likeness.worker.starter.EnhanceParameter.LOCAL_CONTRAST;
import static dev.likeness.worker.starter.EnhanceParameter.NOISE;
import static dev.likeness.worker.starter.EnhanceParameter.SHARPNESS;
import static dev.likeness.worker.starter.EnhanceParameter.WHITE_POINT;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.SortedMap;

/**
 * Gives a tile what its photo lacks.
 *
 * <p>Two bounds hold for every pixel, whatever the parameters are. No channel becomes white that
 * was not: what is brightened approaches {@link #BRIGHTEST} and keeps its gradation. And colors are
 * not made stronger with the light in shadows, where a trace of a tint and noise is all there is.
 */
final class EnhanceCorrection {
  /** Below 254 of 255. */
  private static final double BRIGHTEST = .99;

  /** From here on, what is brightened is brightened less and less. */
  private static final double SHOULDER = .82;

  /** Darker surroundings are lifted as these are. */
  static final double DARKEST = .07;

  private final GraphBuilder graph = new GraphBuilder("enhance-apply");
  private final ImageOperators image = new ImageOperators(graph);

  byte[] build(SortedMap<String, String> metadata) {
    graph.input("tile", DataType.UINT8, 1, "height", "width", 3);
    graph.input("parameters", DataType.FLOAT, EnhanceParameter.COUNT);
    graph.input("strength", DataType.FLOAT, 1);
    String strength = image.clip("strength", 0, 1);
    String noise = image.multiply(parameter(NOISE), strength);
    String tile = image.fromBytes("tile");
    String rgb = levels(balance(tile));
    String luma = image.luma(rgb);
    String chroma =
        image.subtract(image.channels(image.channel(rgb, 0), image.channel(rgb, 2)), luma);

    String fine = smooth(luma, noise);
    String base = image.guided(luma, luma, 4, 13, image.number(.02));
    String lift = lift(base);
    String detail = detail(image.subtract(luma, fine), noise, strength);
    String middle = image.multiply(image.subtract(fine, base), plusOne(parameter(LOCAL_CONTRAST)));
    String toned = image.multiply(image.add(base, image.add(middle, detail)), lift);

    String cleaned = chroma(chroma, noise);
    String pale = image.subtract(image.number(1), image.ramp(graph.node("Abs", cleaned), .05, .4));
    String colorful = plusOne(image.multiply(pale, parameter(COLOR)));
    String colors = image.multiply(image.multiply(cleaned, colorGain(lift, toned)), colorful);
    float[] toRgb = {1, 1, 0, 1, -.2126f / .7152f, -.0722f / .7152f, 1, 0, 1};
    String result =
        graph.node("Conv", image.channels(toned, colors), graph.floats(toRgb, 3, 3, 1, 1));
    String bounded = shoulder(withinRange(result, toned), tile);
    graph.output(image.toBytes(bounded), "output", DataType.UINT8, 1, "height", "width", 3);
    return graph.build(metadata);
  }

  private String parameter(EnhanceParameter parameter) {
    return image.element("parameters", parameter.place());
  }

  private String plusOne(String a) {
    return image.add(a, image.number(1));
  }

  /** White balance; what is clipped in every channel was white and stays so. */
  private String balance(String rgb) {
    String gains =
        image.reshape(
            graph.node("Slice", "parameters", graph.longs(0), graph.longs(3)), 1, 3, 1, 1);
    String clipped = image.ramp(image.smallestChannel(rgb), .9, 1);
    String change =
        image.multiply(
            image.subtract(gains, image.number(1)), image.subtract(image.number(1), clipped));
    return image.add(rgb, image.multiply(rgb, change));
  }

  private String levels(String rgb) {
    String low = parameter(BLACK_POINT);
    String range = image.subtract(parameter(WHITE_POINT), low);
    return image.clip(image.divide(image.subtract(rgb, low), range), 0, 2);
  }

  /** By how much a neighborhood gets brighter. */
  private String lift(String base) {
    String positive = graph.node("Max", base, image.number(DARKEST));
    return image.power(positive, image.subtract(parameter(GAMMA), image.number(1)));
  }

  /** Colors grow with the light, but not in shadows. */
  private String colorGain(String lift, String toned) {
    String lit = image.ramp(toned, .1, .4);
    return plusOne(image.multiply(image.subtract(lift, image.number(1)), lit));
  }

  /** Less color where a channel would become negative, so that the hue stays. */
  private String withinRange(String rgb, String luma) {
    String below = image.subtract(luma, image.smallestChannel(rgb));
    String room = graph.node("Max", luma, image.number(0));
    String part =
        image.clip(
            image.divide(image.add(room, image.number(1e-4)), image.add(below, image.number(1e-4))),
            0,
            1);
    return image.add(luma, image.multiply(image.subtract(rgb, luma), part));
  }

  /**
   * Keeps the gradation of what gets brighter: beyond the shoulder, and beyond what the pixel was
   * already, the largest channel approaches a bound; the others keep their proportions to it.
   */
  private String shoulder(String rgb, String before) {
    String largest = graph.node("Max", image.largestChannel(rgb), image.number(1e-4));
    String knee = graph.node("Max", image.largestChannel(before), image.number(SHOULDER));
    String room = image.clip(image.subtract(image.number(BRIGHTEST), knee), 1e-4, 1);
    String beyond = graph.node("Max", image.subtract(largest, knee), image.number(0));
    String part =
        image.subtract(
            image.number(1), graph.node("Exp", image.multiply(image.divide(beyond, room), -1)));
    String bent = image.add(knee, image.multiply(room, part));
    String bounded = graph.node("Min", largest, bent);
    return image.multiply(rgb, image.divide(bounded, largest));
  }

  /** Luma without its noise; where there is much of it, over a wider neighbourhood. */
  private String smooth(String luma, String noise) {
    String variance = image.square(noise);
    String near =
        image.guided(luma, luma, 1, 5, image.add(image.multiply(variance, 6), image.number(2e-5)));
    String wide =
        image.guided(luma, luma, 2, 5, image.add(image.multiply(variance, 3), image.number(2e-5)));
    return image.blend(wide, near, image.ramp(noise, .01, .04));
  }

  /** Details well above the noise are made stronger, those within it disappear. */
  private String detail(String detail, String noise, String strength) {
    String energy = image.square(detail);
    String threshold = image.add(image.multiply(image.square(noise), 20), image.number(1e-7));
    String kept = image.divide(energy, image.add(energy, threshold));
    String sharpened = image.multiply(kept, plusOne(parameter(SHARPNESS)));
    return image.multiply(detail, image.blend(sharpened, image.number(1), strength));
  }

  private String chroma(String chroma, String noise) {
    String flat = image.add(image.multiply(image.square(noise), 4), image.number(2e-5));
    String smooth = image.guided(chroma, chroma, 2, 7, flat);
    return image.blend(smooth, chroma, image.ramp(noise, 0, .012));
  }
}
