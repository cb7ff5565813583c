package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Light;

/**
 * The colours of a subject without those of the background that shine through its edge: near every
 * pixel both sides are estimated from the pixels that are surely theirs, and what the photo has
 * beyond the mixture of both is the subject's (after Forte, "Approximate fast foreground colour
 * estimation", 2021). In light, not in stored values.
 */
final class Foreground {
  private final float[][] inside;
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
    this.around = estimate(clear, reach);
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
    private float[][] other = new float[3][0];

    private Lines(int wide, int tall) {
      this.subject = new Enlarged(inside, small.width(), small.height(), wide, tall);
      this.background = new Enlarged(around, small.width(), small.height(), wide, tall);
    }

    void read(int y) {
      own = subject.line(y);
      other = background.line(y);
    }

    /** Light of the subject where the photo has {@code seen} and the matte {@code opacity}. */
    float light(int x, int channel, float seen, float opacity) {
      float f = own[channel][x];
      float b = other[channel][x];
      return Math.clamp(f + opacity * (seen - opacity * f - (1 - opacity) * b), 0, 1);
    }
  }
}
