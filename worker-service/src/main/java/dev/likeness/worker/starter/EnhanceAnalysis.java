package dev.likeness.worker.starter;

import static dev.likeness.worker.starter.EnhanceGraphs.SAMPLE;
import static dev.likeness.worker.starter.EnhanceGraphs.SAMPLES;
import static dev.likeness.worker.starter.EnhanceGraphs.THUMBNAIL;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Measures what a photo lacks.
 *
 * <p>Exposure is judged by the faces where some are known: a face that is bright enough is left as
 * bright as it is, whatever is around it. Where none is known, only two things are taken for a
 * fault: that nothing in the photo is bright, and that most of it is dark before a bright
 * background. A dark room around something well lit is taken for what the photographer wanted.
 */
final class EnhanceAnalysis {
  private static final int PIXELS = THUMBNAIL * THUMBNAIL;

  /**
   * Where the brightest that a photo has is below this stored value, it shows nothing that could be
   * brought back: it is left as it is. So what is brought back is brought back in full, and a
   * second time finds nothing.
   */
  private static final double NIGHT = .2;

  /** The stored value that may become white. */
  private static final double LEAST_WHITE = NIGHT / .96;

  /** Where a quarter of a photo is below this, it is black by intention. */
  private static final double BLACK = .03;

  /** Part of the brightness that something should have from which on it has enough. */
  private static final double NEARLY = .93;

  /** After so many, the exponent that depends on its own result changes no more. */
  private static final int ROUNDS = 6;

  private final GraphBuilder graph = new GraphBuilder("enhance-analyze");
  private final ImageOperators image = new ImageOperators(graph);

  byte[] build(SortedMap<String, String> metadata) {
    graph.input("thumbnail", DataType.UINT8, 1, THUMBNAIL, THUMBNAIL, 3);
    graph.input("faces", DataType.FLOAT, 1, 1, THUMBNAIL, THUMBNAIL);
    graph.input("samples", DataType.UINT8, SAMPLES, SAMPLE, SAMPLE, 3);
    graph.input("strength", DataType.FLOAT, 1);
    String strength = image.clip("strength", 0, 1);
    String thumbnail = image.fromBytes("thumbnail");
    var detail = new DetailMeasures(graph, image, "samples");

    String gains = new WhiteBalance(graph, image, thumbnail, "faces").gains(strength);
    String balanced = image.multiply(thumbnail, gains);
    String luma = image.luma(balanced);
    var face = new Face(luma);
    String sorted = image.sorted(image.reshape(luma, PIXELS), PIXELS);
    String white = white(sorted, face);
    String high = image.blend(white, image.number(1), strength);
    String low = image.multiply(black(sorted, white), strength);
    String range = image.subtract(high, low);
    String gamma = image.blend(gamma(sorted, face, low, range), image.number(1), strength);
    String leveled = image.clip(image.divide(image.subtract(balanced, low), range), 0, 1);
    String noise = image.divide(detail.noise(), image.reshape(range, 1));

    List<String> parameters =
        List.of(
            image.reshape(gains, 3),
            low,
            high,
            gamma,
            image.reshape(noise, 1),
            image.multiply(lack(localContrast(leveled), .02, .05), image.multiply(strength, .25)),
            image.multiply(lack(detail.sharpness(), .42, .62), image.multiply(strength, .5)),
            image.multiply(lack(colorfulness(leveled), .05, .13), image.multiply(strength, .15)));
    String all = graph.node("Concat", Map.of("axis", 0), parameters.toArray(String[]::new));
    graph.output(all, "parameters", DataType.FLOAT, EnhanceParameter.COUNT);
    return graph.build(metadata);
  }

  /** The light of the faces, 0 where none is known; vectors of one. */
  private final class Face {
    /** 1 if one is known, 0 if not. */
    private final String known;

    private final String mean;

    /** About the brightest tenth. */
    private final String bright;

    Face(String luma) {
      String area = image.sum("faces", 1, 2, 3);
      String total = image.add(area, image.number(1e-3));
      this.known = image.reshape(image.ramp(area, 0, 1), 1);
      String average = image.divide(image.sum(image.multiply(luma, "faces"), 1, 2, 3), total);
      String spread =
          image.divide(
              image.sum(
                  image.multiply(image.square(image.subtract(luma, average)), "faces"), 1, 2, 3),
              total);
      this.mean = image.reshape(average, 1);
      this.bright =
          image.add(mean, image.multiply(image.reshape(graph.node("Sqrt", spread), 1), 1.28));
    }
  }

  /**
   * The stored value that becomes white: below 1 if hardly anything is bright, but a face does not
   * become brighter by it than a face is.
   */
  private String white(String sorted, Face face) {
    String brightest = percentile(sorted, 99.5);
    String full = image.clip(image.multiply(brightest, 1 / .96), LEAST_WHITE, 1);
    String dull =
        image.multiply(lack(brightest, .74, .88), image.ramp(brightest, NIGHT, NIGHT + .0005));
    String white = image.blend(full, image.number(1), dull);
    return graph.node("Max", white, image.clip(image.multiply(face.bright, 1 / .85), 0, 1));
  }

  /** The stored value that becomes black: above 0 if a veil of light lies over all of the photo. */
  private String black(String sorted, String white) {
    String darkest = image.divide(percentile(sorted, .5), white);
    String veil = image.clip(image.subtract(darkest, image.number(.04)), 0, .3);
    return image.multiply(image.multiply(veil, image.ramp(darkest, .14, .18)), white);
  }

  /**
   * The exponent that lifts what is too dark. It makes nothing darker. The background counts as
   * bright as it will be, or a second time would find it brighter and lift more.
   */
  private String gamma(String sorted, Face face, String low, String range) {
    String dark = level(percentile(sorted, 25), low, range);
    String bright = image.clip(level(percentile(sorted, 88), low, range), .02, 1);
    String value = image.blend(level(face.mean, low, range), dark, face.known);
    String shown = image.multiply(image.ramp(dark, BLACK, BLACK + .0005), .13);
    String exponent = image.number(1);
    for (int round = 0; round < ROUNDS; round++) {
      String backlit = image.ramp(image.power(bright, exponent), .7, .8);
      String least = image.blend(image.number(.28), image.multiply(backlit, shown), face.known);
      exponent = lift(value, least);
    }
    return exponent;
  }

  /**
   * The exponent that takes a value to the least that it should be, and no further: a second time
   * adds nothing. What is darker than {@link EnhanceCorrection#DARKEST} is lifted as that is. What
   * is nearly bright enough is left: neighborhoods are lifted, not pixels, so that a value arrives
   * a little below where it was sent.
   */
  private String lift(String value, String least) {
    String bound = image.clip(least, .02, .9);
    String bounded = graph.node("Min", image.clip(value, .02, .9), bound);
    String lifted = graph.node("Max", bounded, image.number(EnhanceCorrection.DARKEST));
    String missing = lack(image.divide(bounded, bound), NEARLY - .05, NEARLY);
    String stops = graph.node("Log", image.divide(bound, bounded));
    String change = image.divide(image.multiply(stops, missing), graph.node("Log", lifted));
    return image.clip(image.add(change, image.number(1)), .55, 1);
  }

  private String level(String value, String low, String range) {
    return image.divide(image.subtract(value, low), range);
  }

  /** 1 up to {@code none}, 0 from {@code enough} on. */
  private String lack(String measured, double none, double enough) {
    return image.subtract(image.number(1), image.ramp(measured, none, enough));
  }

  /** Mean distance of the thumbnail's pixels from their surroundings. */
  private String localContrast(String rgb) {
    String luma = image.luma(rgb);
    String distance = graph.node("Abs", image.subtract(luma, image.box(luma, 13)));
    return image.reshape(image.mean(distance, 1, 2, 3), 1);
  }

  /**
   * Mean distance between the largest and the smallest channel, where it is neither night nor
   * white.
   */
  private String colorfulness(String rgb) {
    String luma = image.luma(rgb);
    String seen = image.multiply(image.ramp(luma, .08, .2), lack(luma, .85, .97));
    String chroma = image.subtract(image.largestChannel(rgb), image.smallestChannel(rgb));
    String total = image.add(image.sum(seen, 1, 2, 3), image.number(1));
    return image.reshape(image.divide(image.sum(image.multiply(chroma, seen), 1, 2, 3), total), 1);
  }

  private String percentile(String sorted, double percent) {
    return image.element(sorted, (int) Math.round((PIXELS - 1) * percent / 100));
  }
}
