package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The two graphs that give a photo the tones and tints of another one.
 *
 * <pre>
 *   content, reference (thumbnails), strength --> analyze --> parameters      once per photo
 *   tile, parameters                          --> apply   --> output          once per tile
 * </pre>
 *
 * <p>Both work in Oklab (Bjoern Ottosson, 2020): L is how light a colour looks, a and b are its
 * tint. The tone curve moves black, white, middle and contrast of L towards those of the reference;
 * the tint is moved and spread for shadows, middle tones and highlights apart. Every change has a
 * bound, which is what keeps two photos that have nothing in common from making haze or neon, and
 * the tone curve never rises less than a quarter of what it should, so greys keep their order.
 */
final class RemixGraphs {
  static final int THUMBNAIL = 128;
  static final int PARAMETERS = 19;

  private static final int PIXELS = THUMBNAIL * THUMBNAIL;
  private static final double LARGEST_TINT = .06;

  private static final float[] TO_CONES = {
    .41222146f, .53633255f, .051445995f,
    .2119035f, .6806995f, .10739696f,
    .08830246f, .28171885f, .6299787f
  };
  private static final float[] CONES_TO_LAB = {
    .21045426f, .7936178f, -.004072047f,
    1.9779985f, -2.4285922f, .4505937f,
    .025904037f, .78277177f, -.80867577f
  };
  private static final float[] LAB_TO_CONES = {
    1, .39633778f, .21580376f,
    1, -.105561346f, -.06385417f,
    1, -.08948418f, -1.2914855f
  };
  private static final float[] FROM_CONES = {
    4.0767417f, -3.3077116f, .23096994f,
    -1.268438f, 2.6097574f, -.34131938f,
    -.0041960864f, -.7034186f, 1.7076147f
  };

  private final GraphBuilder graph;
  private final ImageOperators image;

  private RemixGraphs(String name) {
    this.graph = new GraphBuilder(name);
    this.image = new ImageOperators(graph);
  }

  /** Compares the two photos. */
  static byte[] analyze() {
    return new RemixGraphs("remix-analyze").buildAnalyze();
  }

  /** Changes one tile. */
  static byte[] apply() {
    return new RemixGraphs("remix-apply").buildApply();
  }

  /**
   * What a photo looks like: its black, its white, middle and spread of L between them, mean tint
   * of shadows, middle tones and highlights ([1,2,1,1] each), and the spread of tints around them.
   */
  private record Appearance(
      String black,
      String white,
      String middle,
      String spread,
      List<String> tints,
      String colour) {}

  private byte[] buildAnalyze() {
    graph.input("content", DataType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3);
    graph.input("reference", DataType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3);
    graph.input("strength", DataType.FLOAT, 1);
    String strength = image.clip("strength", 0, 1);
    Appearance content = appearance(lab("content"));
    Appearance reference = appearance(lab("reference"));

    String black = bounded(content.black, reference.black, -.10, .06, strength);
    String white = bounded(content.white, reference.white, -.08, .10, strength);
    String gamma =
        image.clip(
            image.divide(graph.node("Log", reference.middle), graph.node("Log", content.middle)),
            .72,
            1.36);
    String bend =
        image.clip(
            image.multiply(
                image.subtract(image.divide(reference.spread, content.spread), image.number(1)), 4),
            -1,
            1.4);
    String colour = image.clip(image.divide(reference.colour, content.colour), .6, 1.5);
    String[] tone = {
      content.black,
      image.subtract(content.white, content.black),
      black,
      image.subtract(white, black),
      image.power(gamma, strength),
      image.multiply(bend, strength),
      image.power(colour, strength)
    };
    String parameters = graph.node("Concat", Map.of("axis", 0), tone);
    for (int band = 0; band < 3; band++) {
      String from = content.tints.get(band);
      String shift = shortened(image.subtract(reference.tints.get(band), from));
      parameters =
          graph.node(
              "Concat",
              Map.of("axis", 0),
              parameters,
              image.reshape(from, 2),
              image.reshape(image.multiply(shift, strength), 2));
    }
    graph.output(parameters, "parameters", DataType.FLOAT, PARAMETERS);
    return graph.build(metadata("remix.analyze"));
  }

  private String lab(String bytes) {
    return toLab(image.toLinear(image.fromBytes(bytes)));
  }

  private Appearance appearance(String lab) {
    String light = image.channel(lab, 0);
    String sorted =
        graph
            .nodes(
                "TopK",
                2,
                Map.of("axis", 0, "largest", 0, "sorted", 1),
                image.reshape(light, PIXELS),
                graph.longs(PIXELS))
            .getFirst();
    String black = image.element(sorted, PIXELS / 100);
    // A fog or a wall has hardly any range; it is not to be torn apart.
    String white =
        graph.node(
            "Max",
            image.element(sorted, PIXELS - PIXELS / 100),
            image.add(black, image.number(.25)));
    String tone =
        image.clip(image.divide(image.subtract(light, black), image.subtract(white, black)), 0, 1);
    String mean = image.mean(tone, 2, 3);
    String variance = image.mean(image.square(image.subtract(tone, mean)), 2, 3);
    String tint = graph.node("Slice", lab, graph.longs(1), graph.longs(3), graph.longs(1));
    List<String> weights = bands(tone);
    String everywhere = image.mean(tint, 2, 3);
    List<String> tints = weights.stream().map(weight -> average(tint, weight, everywhere)).toList();
    String around = image.subtract(tint, mixed(tints, weights));
    String colour = image.mean(image.sum(image.square(around), 1), 2, 3);
    return new Appearance(
        black,
        white,
        image.clip(image.reshape(mean, 1), .12, .88),
        image.add(root(variance), image.number(.05)),
        tints,
        image.add(root(colour), image.number(.02)));
  }

  /** Weights of shadows, middle tones and highlights; their sum is 1. */
  private List<String> bands(String tone) {
    String shadows = image.subtract(image.number(1), image.ramp(tone, 0, .5));
    String highlights = image.ramp(tone, .5, 1);
    String middle = image.subtract(image.number(1), image.add(shadows, highlights));
    return List.of(shadows, middle, highlights);
  }

  /** Of a band with few pixels it is mostly that of the whole photo. */
  private String average(String tint, String weight, String everywhere) {
    double few = .03;
    String sum =
        image.add(image.mean(image.multiply(tint, weight), 2, 3), image.multiply(everywhere, few));
    return image.divide(sum, image.add(image.mean(weight, 2, 3), image.number(few)));
  }

  private String mixed(List<String> values, List<String> weights) {
    String sum = image.multiply(values.get(0), weights.get(0));
    sum = image.add(sum, image.multiply(values.get(1), weights.get(1)));
    return image.add(sum, image.multiply(values.get(2), weights.get(2)));
  }

  private String root(String scalar) {
    return graph.node("Sqrt", image.reshape(scalar, 1));
  }

  /** {@code from}, moved towards {@code to} within bounds. */
  private String bounded(String from, String to, double least, double most, String strength) {
    String step = image.clip(image.subtract(to, from), least, most);
    return image.add(from, image.multiply(step, strength));
  }

  /** The same direction, not longer than the largest tint. */
  private String shortened(String tint) {
    String length =
        graph.node("Sqrt", image.add(image.sum(image.square(tint), 1), image.number(1e-8)));
    String factor =
        graph.node("Min", image.number(1), image.divide(image.number(LARGEST_TINT), length));
    return image.multiply(tint, factor);
  }

  private byte[] buildApply() {
    graph.input("tile", DataType.UINT8, 1, "height", "width", 3);
    graph.input("parameters", DataType.FLOAT, PARAMETERS);
    String lab = lab("tile");
    String light = image.channel(lab, 0);
    String tint = graph.node("Slice", lab, graph.longs(1), graph.longs(3), graph.longs(1));
    String position = image.divide(image.subtract(light, parameter(0)), parameter(1));
    String tone = image.clip(position, 0, 1);
    String bent = bend(image.power(tone, parameter(4)));
    // What lies beyond black and white keeps its distance from them.
    String beyond = image.multiply(image.subtract(position, tone), parameter(1));
    String toned = image.add(image.add(parameter(2), image.multiply(bent, parameter(3))), beyond);

    List<String> weights = bands(tone);
    String mean = mixed(List.of(pair(7), pair(11), pair(15)), weights);
    String shift = mixed(List.of(pair(9), pair(13), pair(17)), weights);
    String moved =
        image.add(image.add(mean, image.multiply(image.subtract(tint, mean), parameter(6))), shift);
    String ends =
        image.multiply(
            image.ramp(toned, .02, .18),
            image.subtract(image.number(1), image.ramp(toned, .93, 1)));
    String coloured = image.blend(moved, tint, ends);
    String rgb = fromLab(image.channels(image.clip(toned, 0, 1), coloured));
    String seen = image.toDisplay(image.clip(rgb, 0, 1));
    graph.output(image.toBytes(seen), "output", DataType.UINT8, 1, "height", "width", 3);
    return graph.build(metadata("remix.apply"));
  }

  /** More or less contrast around the middle, with black and white where they are. */
  private String bend(String tone) {
    String curve =
        image.multiply(
            image.multiply(tone, image.subtract(image.number(1), tone)),
            image.subtract(tone, image.number(.5)));
    return image.add(tone, image.multiply(curve, parameter(5)));
  }

  private String parameter(int index) {
    return image.element("parameters", index);
  }

  /** Two parameters that are a tint. */
  private String pair(int index) {
    return image.reshape(
        graph.node("Slice", "parameters", graph.longs(index), graph.longs(index + 2)), 1, 2, 1, 1);
  }

  private String toLab(String linear) {
    String cones = mix(linear, TO_CONES);
    return mix(image.power(graph.node("Relu", cones), image.number(1 / 3.0)), CONES_TO_LAB);
  }

  private String fromLab(String lab) {
    String cones = mix(lab, LAB_TO_CONES);
    return mix(image.multiply(cones, image.square(cones)), FROM_CONES);
  }

  private String mix(String planes, float[] matrix) {
    return graph.node("Conv", planes, graph.floats(matrix, 3, 3, 1, 1));
  }

  private static SortedMap<String, String> metadata(String task) {
    return new TreeMap<>(Map.of("task", task, "pack", "starter", "license", "Apache-2.0"));
  }
}
