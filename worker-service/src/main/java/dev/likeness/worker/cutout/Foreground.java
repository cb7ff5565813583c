package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Light;

/**
 * The colours of a subject without those of the background that shine through its edge: near every
 * pixel both sides are estimated from the pixels that are surely theirs, and what the photo has
 * beyond the mixture of both is the subject's (after Forte, "Approximate fast foreground colour
 * estimation", 2021). In light, not in stored values.
 */
final class Foreground {
  /** Squared distance of two colors, in light, below which they cannot be told apart. */
  private static final float ALIKE = .01f;

  /** Part of a pixel's surroundings that must be background for it to be at an edge. */
  private static final float NEAR = .02f;

  /** Part of the way from background to subject that is background, and that is subject. */
  private static final float BACKGROUND = .15f;

  private static final float SUBJECT = .6f;

  private final float[][] inside;

  /** Light of the background, and as a fourth plane how near it is: 0 for not near. */
  private final float[][] around;

  private final Planes small;

  Foreground(Matte matte) {
    this.small = matte.small();
    float[] opacity = matte.opacity();
    int reach = Math.max(3, Math.max(small.width(), small.height()) / 40);
    var clear = new float[opacity.length];
    var solid = new float[opacity.length];
    for (int i = 0; i < opacity.length; i++) {
      solid[i] = opacity[i] * opacity[i];
      clear[i] = (1 - opacity[i]) * (1 - opacity[i]);
    }
    this.inside = estimate(solid, reach);
    int near = Math.max(2, Math.max(small.width(), small.height()) / 130);
    float[][] light = estimate(clear, reach);
    this.around =
        new float[][] {
          light[0], light[1], light[2], Box.mean(clear, small.width(), small.height(), near)
        };
  }

  /** Reads it in the size of a photo. */
  Lines lines(int wide, int tall) {
    return new Lines(wide, tall);
  }

  private float[][] estimate(float[] weights, int reach) {
    float[] near =
        Box.mean(
            Box.mean(weights, small.width(), small.height(), reach),
            small.width(),
            small.height(),
            reach);
    var colours = new float[3][];
    for (int c = 0; c < 3; c++) {
      var weighted = new float[weights.length];
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] = weights[i] * Light.of(small.channels()[c][i]);
      }
      float[] mean =
          Box.mean(
              Box.mean(weighted, small.width(), small.height(), reach),
              small.width(),
              small.height(),
              reach);
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= Math.max(near[i], 1e-4f);
      }
      colours[c] = mean;
    }
    return colours;
  }

  /** For one thread. */
  final class Lines {
    private final Enlarged subject;
    private final Enlarged background;
    private float[][] own = new float[3][0];
    private float[][] other = new float[4][0];

    private Lines(int wide, int tall) {
      this.subject = new Enlarged(inside, small.width(), small.height(), wide, tall);
      this.background = new Enlarged(around, small.width(), small.height(), wide, tall);
    }

    void read(int y) {
      own = subject.line(y);
      other = background.line(y);
    }

    /**
     * How much of a pixel may be the subject, 0 to 1, by its color: less than 1 only at an edge
     * where both sides have different colors.
     *
     * @param seen light of its channels
     */
    float share(int x, float[] seen) {
      float along = 0;
      float apart = 0;
      for (int channel = 0; channel < seen.length; channel++) {
        float way = own[channel][x] - other[channel][x];
        along += (seen[channel] - other[channel][x]) * way;
        apart += way * way;
      }
      if (other[3][x] < NEAR || apart < ALIKE) {
        return 1;
      }
      return Math.clamp((along / apart - BACKGROUND) / (SUBJECT - BACKGROUND), 0, 1);
    }

    /** Light of the subject where the photo has {@code seen} and the matte {@code opacity}. */
    float light(int x, int channel, float seen, float opacity) {
      float f = own[channel][x];
      float b = other[channel][x];
      return Math.clamp(f + opacity * (seen - opacity * f - (1 - opacity) * b), 0, 1);
    }
  }
}
