package dev.likeness.worker.starter;

import static dev.likeness.worker.starter.EnhanceGraphs.DISPLAY_GAMMA;

/** Finds the tint of the light, to take it away. */
final class WhiteBalance {
  /** Logarithm of the ratio of two channels, in linear light, that is left alone. */
  private static final double SLIGHT = .12;

  private static final int ROUNDS = 5;

  private final GraphBuilder graph;
  private final ImageOperators image;
  private final String linear;

  /** Where light says something about its color: neither black, nor clipped, nor skin. */
  private final String votes;

  /**
   * @param thumbnail of the whole photo
   * @param faces 1 where a face is known, [1,1,height,width]
   */
  WhiteBalance(GraphBuilder graph, ImageOperators image, String thumbnail, String faces) {
    this.graph = graph;
    this.image = image;
    this.linear = image.power(thumbnail, image.number(DISPLAY_GAMMA));
    String exposed =
        image.multiply(
            image.ramp(image.luma(thumbnail), .02, .08),
            image.subtract(image.number(1), image.ramp(image.largestChannel(thumbnail), .94, .99)));
    String bare = image.subtract(image.number(1), image.clip(faces, 0, 1));
    this.votes =
        image.multiply(image.multiply(exposed, bare), image.subtract(image.number(1), skin()));
  }

  /**
   * How much a pixel may be skin, 0 to 1: of all tones it is far redder than green, and the light
   * of lamps is less so. It would take a portrait for a photo in orange light.
   */
  private String skin() {
    String small = image.number(1e-3);
    String red = image.add(image.channel(linear, 0), small);
    String green = image.add(image.channel(linear, 1), small);
    String blue = image.add(image.channel(linear, 2), small);
    String redder = image.ramp(image.divide(red, green), 1.35, 1.6);
    String warmer = image.ramp(image.divide(green, blue), 1.05, 1.25);
    return image.multiply(image.multiply(redder, warmer), .9);
  }

  /**
   * Gains for stored values, [1,3,1,1]. A slight tint may well be in the scene (a blue sky, the
   * evening) and stays; a stronger one is in the light and is reduced to a slight one, once. It is
   * reduced less where little of the photo speaks for it.
   */
  String gains(String strength) {
    String logs = graph.node("Log", linearGains());
    String spread = image.subtract(image.largestChannel(logs), image.smallestChannel(logs));
    String excess =
        graph.node("Max", image.subtract(spread, image.number(SLIGHT)), image.number(0));
    String part = image.divide(excess, image.add(spread, image.number(1e-6)));
    String evidence = image.ramp(image.mean(votes, 1, 2, 3), .1, .35);
    String exponent =
        image.multiply(image.multiply(image.multiply(part, evidence), strength), 1 / DISPLAY_GAMMA);
    return graph.node("Exp", image.multiply(logs, exponent));
  }

  /**
   * Gains for linear light. Shades of grey (Minkowski norm 6) gives a first answer; then what looks
   * nearly grey under it is averaged, twice, because large colored surfaces (a lawn, a red wall)
   * are not grey and should not vote.
   */
  private String linearGains() {
    String sixth = image.multiply(image.power(linear, image.number(6)), votes);
    String norm =
        image.power(image.add(image.mean(sixth, 2, 3), image.number(1e-12)), image.number(1 / 6.0));
    String gains = grey(norm);
    String exposure = image.divide(linear, image.mean(norm, 1));
    for (int round = 0; round < ROUNDS; round++) {
      String corrected = image.multiply(exposure, gains);
      String brightness = image.add(image.mean(corrected, 1), image.number(1e-4));
      String tint = image.subtract(image.divide(corrected, brightness), image.number(1));
      String distance = image.mean(image.square(tint), 1);
      String greyness = graph.node("Exp", image.multiply(distance, -1 / (2 * .1 * .1)));
      String bright = image.square(image.clip(brightness, 0, 1));
      String vote = image.multiply(image.multiply(greyness, bright), votes);
      String total = image.add(image.mean(vote, 2, 3), image.number(1e-3));
      String average = image.divide(image.mean(image.multiply(corrected, vote), 2, 3), total);
      gains = image.multiply(gains, grey(image.add(average, image.number(1e-4))));
    }
    return sameBrightness(image.clip(gains, .5, 2.2));
  }

  private String sameBrightness(String gains) {
    String before = image.luma(image.mean(linear, 2, 3));
    String after = image.luma(image.multiply(gains, image.mean(linear, 2, 3)));
    String small = image.number(1e-5);
    return image.multiply(gains, image.divide(image.add(before, small), image.add(after, small)));
  }

  private String grey(String perChannel) {
    return image.divide(image.mean(perChannel, 1), perChannel);
  }
}
