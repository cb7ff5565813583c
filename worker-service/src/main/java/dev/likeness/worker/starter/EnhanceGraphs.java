package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The two graphs that make a photo better, for any strength from 0 (unchanged) to 1.
 *
 * <pre>
 *   thumbnail, samples, strength --> analyze --> parameters      once per photo
 *   tile, parameters, strength   --> apply   --> output          once per tile
 * </pre>
 *
 * <p>All that depends on the whole photo is in {@code parameters} (white balance gains for red,
 * green and blue; black point; white point; gamma; noise); {@code apply} looks at a pixel's
 * surroundings alone, at most {@link #REACH} pixels away. Tiles that overlap by that much, and
 * begin at multiples of {@link #ALIGNMENT}, therefore give the same result as the photo in one
 * piece: most photos to the last bit, and otherwise one value in 100,000 is one level (of 255)
 * away, because the runtime does not add up floats in the same order for every size.
 */
final class EnhanceGraphs {
  static final int THUMBNAIL = 128;
  static final int SAMPLES = 64;
  static final int SAMPLE = 32;
  static final int PARAMETERS = 7;

  /** The coarsest filter works on cells of this many pixels. */
  static final int ALIGNMENT = 4;

  /** 4 * (6 + 6 + 1) for its two boxes and the interpolation, one cell for its own extent: 56. */
  static final int REACH = 56;

  private static final double DISPLAY_GAMMA = 2.2;

  /** Averaging 2 x 2 pixels halves white noise. */
  private static final double COARSE = 2;

  private static final int PIXELS = THUMBNAIL * THUMBNAIL;

  private final GraphBuilder graph;
  private final ImageOperators image;

  private EnhanceGraphs(String name) {
    this.graph = new GraphBuilder(name);
    this.image = new ImageOperators(graph);
  }

  /** Looks at the whole photo: a thumbnail for colour and tone, cut-outs at full size for noise. */
  static byte[] analyze() {
    return new EnhanceGraphs("enhance-analyze").buildAnalyze();
  }

  /** Changes one tile. */
  static byte[] apply() {
    return new EnhanceGraphs("enhance-apply").buildApply();
  }

  private byte[] buildAnalyze() {
    graph.input("thumbnail", DataType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3);
    graph.input("samples", DataType.UINT8, SAMPLES, SAMPLE, SAMPLE, 3);
    graph.input("strength", DataType.FLOAT, 1);
    String strength = image.clip("strength", 0, 1);
    String thumbnail = image.fromBytes("thumbnail");

    String gains = restrained(whiteBalance(thumbnail), strength);
    String balanced = image.multiply(thumbnail, gains);
    String lumas = image.reshape(image.luma(balanced), PIXELS);
    String sorted = sorted(lumas, graph.longs(PIXELS));
    String low = image.multiply(image.clip(percentile(sorted, .5), 0, .1), strength);
    String high =
        image.blend(image.clip(percentile(sorted, 99.5), .5, 1), image.number(1), strength);
    String range = image.subtract(high, low);
    String gamma = image.blend(gamma(sorted, low, range), image.number(1), strength);
    String noise = image.divide(noise(), range);

    String parameters =
        graph.node(
            "Concat",
            Map.of("axis", 0),
            image.reshape(gains, 3),
            low,
            high,
            gamma,
            image.reshape(noise, 1));
    graph.output(parameters, "parameters", DataType.FLOAT, PARAMETERS);
    return graph.build(metadata("enhance.analyze"));
  }

  /**
   * Gains for linear light, [1,3,1,1]. Shades of grey (Minkowski norm 6) gives a first answer; then
   * what looks nearly grey under it is averaged, twice, because large coloured surfaces (a lawn, a
   * red wall) are not grey and should not vote.
   */
  private String whiteBalance(String thumbnail) {
    String linear = image.power(thumbnail, image.number(DISPLAY_GAMMA));
    String exposed =
        image.multiply(
            image.ramp(image.luma(thumbnail), .02, .08),
            image.subtract(image.number(1), image.ramp(image.largestChannel(thumbnail), .94, .99)));
    String sixth = image.multiply(image.power(linear, image.number(6)), exposed);
    String norm =
        image.power(image.add(image.mean(sixth, 2, 3), image.number(1e-12)), image.number(1 / 6.0));
    String gains = grey(norm);
    String exposure = image.divide(linear, image.mean(norm, 1));
    for (int round = 0; round < 2; round++) {
      String corrected = image.multiply(exposure, gains);
      String brightness = image.add(image.mean(corrected, 1), image.number(1e-4));
      String tint = image.subtract(image.divide(corrected, brightness), image.number(1));
      String distance = image.mean(image.square(tint), 1);
      String greyness = graph.node("Exp", image.multiply(distance, -1 / (2 * .1 * .1)));
      String bright = image.square(image.clip(brightness, 0, 1));
      String vote = image.multiply(image.multiply(greyness, bright), exposed);
      String votes = image.add(image.mean(vote, 2, 3), image.number(1e-3));
      String average = image.divide(image.mean(image.multiply(corrected, vote), 2, 3), votes);
      gains = image.multiply(gains, grey(image.add(average, image.number(1e-4))));
    }
    String bounded = image.clip(gains, .5, 2.2);
    String brightness = image.luma(image.multiply(bounded, image.mean(linear, 2, 3)));
    String before = image.luma(image.mean(linear, 2, 3));
    String small = image.number(1e-5);
    return image.multiply(
        bounded, image.divide(image.add(before, small), image.add(brightness, small)));
  }

  /**
   * Gains for stored values. A slight tint may well be in the scene (a blue sky), a strong one is
   * in the light: so the smaller the correction is, the less of it is made.
   */
  private String restrained(String linearGains, String strength) {
    String logs = graph.node("Log", linearGains);
    String spread = image.subtract(image.largestChannel(logs), image.smallestChannel(logs));
    String exponent =
        image.multiply(image.multiply(image.ramp(spread, 0, .5), strength), .95 / DISPLAY_GAMMA);
    return graph.node("Exp", image.multiply(logs, exponent));
  }

  private String grey(String perChannel) {
    return image.divide(image.mean(perChannel, 1), perChannel);
  }

  /**
   * The gamma that brings the middle tones near 0.53, with restraint: a night scene stays dark. It
   * makes hardly anything darker: before a bright window, faces are dark enough.
   */
  private String gamma(String sorted, String low, String range) {
    String quarters = image.add(percentile(sorted, 25), percentile(sorted, 90));
    String halves = image.add(percentile(sorted, 50), percentile(sorted, 75));
    String middle = image.add(image.multiply(quarters, 1 / 6.0), image.multiply(halves, 2 / 6.0));
    String key = image.clip(image.divide(image.subtract(middle, low), range), .03, .97);
    String full = image.divide(image.number(Math.log(.53)), graph.node("Log", key));
    return image.power(image.clip(full, .4, 1.03), image.number(.8));
  }

  /**
   * Standard deviation of the noise in luma, 0 to 0.12, in stored values. The larger answer of two
   * scales: compression takes the finest noise away and leaves the coarser, which shows as much.
   * Little noise counts for even less: it may as well be skin or cloth.
   */
  private String noise() {
    String luma = image.luma(image.fromBytes("samples"));
    String fine = deviation(luma, SAMPLE, 10);
    String coarse = deviation(image.shrink(luma, 2), SAMPLE / 2, 7);
    String noise = graph.node("Max", fine, image.multiply(coarse, COARSE));
    return image.clip(image.multiply(noise, image.ramp(noise, 0, .015)), 0, .12);
  }

  /**
   * Immerkaer's mask answers to noise and not to slopes; the lower fifth of all blocks leaves
   * texture out. Clipped blocks show no noise and do not count.
   */
  private String deviation(String luma, int side, int block) {
    float[] mask = {1, -2, 1, -2, 4, -2, 1, -2, 1};
    String response = graph.node("Abs", graph.node("Conv", luma, graph.floats(mask, 1, 1, 3, 3)));
    String blocks = blocks(response, block);
    String inner =
        graph.node(
            "Slice", luma, graph.longs(1, 1), graph.longs(side - 1, side - 1), graph.longs(2, 3));
    String brightness = blocks(inner, block);
    String inside =
        graph.node(
            "And",
            graph.node("Greater", brightness, image.number(.015)),
            graph.node("Less", brightness, image.number(.97)));
    int perSide = (side - 2) / block;
    int count = SAMPLES * perSide * perSide;
    String usable = graph.node("Where", inside, blocks, image.number(9));
    String sorted = sorted(image.reshape(usable, count), graph.longs(count));
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

  private String sorted(String vector, String size) {
    return graph
        .nodes("TopK", 2, Map.of("axis", 0, "largest", 0, "sorted", 1), vector, size)
        .getFirst();
  }

  private String percentile(String sorted, double percent) {
    return image.element(sorted, (int) Math.round((PIXELS - 1) * percent / 100));
  }

  private byte[] buildApply() {
    graph.input("tile", DataType.UINT8, 1, "height", "width", 3);
    graph.input("parameters", DataType.FLOAT, PARAMETERS);
    graph.input("strength", DataType.FLOAT, 1);
    String strength = image.clip("strength", 0, 1);
    String noise = image.multiply(image.element("parameters", 6), strength);
    String rgb = levels(balance(image.fromBytes("tile")));
    String luma = image.luma(rgb);
    String chroma =
        image.subtract(image.channels(image.channel(rgb, 0), image.channel(rgb, 2)), luma);

    String fine = smooth(luma, noise);
    String base = image.guided(luma, luma, 4, 13, image.number(.02));
    String positive = graph.node("Max", base, image.number(.004));
    String lift =
        image.power(positive, image.subtract(image.element("parameters", 5), image.number(1)));
    String detail = detail(image.subtract(luma, fine), noise, strength);
    String middle =
        image.multiply(
            image.subtract(fine, base), image.add(image.number(1), image.multiply(strength, .25)));
    String toned =
        contrast(image.multiply(image.add(base, image.add(middle, detail)), lift), strength);

    String cleaned = chroma(chroma, noise);
    String pale = image.subtract(image.number(1), image.ramp(graph.node("Abs", cleaned), .05, .4));
    String colourful =
        image.add(image.number(1), image.multiply(image.multiply(pale, strength), .15));
    String coloured = image.multiply(image.multiply(cleaned, lift), colourful);
    float[] toRgb = {1, 1, 0, 1, -.2126f / .7152f, -.0722f / .7152f, 1, 0, 1};
    String result =
        graph.node("Conv", image.channels(toned, coloured), graph.floats(toRgb, 3, 3, 1, 1));
    graph.output(image.toBytes(result), "output", DataType.UINT8, 1, "height", "width", 3);
    return graph.build(metadata("enhance.apply"));
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
    String low = image.element("parameters", 3);
    String range = image.subtract(image.element("parameters", 4), low);
    return image.clip(image.divide(image.subtract(rgb, low), range), 0, 1.2);
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
    String threshold = image.add(image.multiply(image.square(noise), 20), image.number(1e-6));
    String kept = image.divide(energy, image.add(energy, threshold));
    String sharpened = image.multiply(kept, 1.4);
    return image.multiply(detail, image.blend(sharpened, image.number(1), strength));
  }

  /** A gentle S around middle grey. */
  private String contrast(String luma, String strength) {
    String bounded = image.clip(luma, 0, 1);
    String bend =
        image.multiply(
            image.multiply(bounded, image.subtract(image.number(1), bounded)),
            image.subtract(bounded, image.number(.5)));
    return image.add(luma, image.multiply(bend, image.multiply(strength, .45)));
  }

  private String chroma(String chroma, String noise) {
    String flat = image.add(image.multiply(image.square(noise), 4), image.number(2e-5));
    String smooth = image.guided(chroma, chroma, 2, 7, flat);
    return image.blend(smooth, chroma, image.ramp(noise, 0, .012));
  }

  private static SortedMap<String, String> metadata(String task) {
    return new TreeMap<>(Map.of("task", task, "pack", "starter", "license", "Apache-2.0"));
  }
}
