package dev.likeness.worker.cutout;

/** How often a colour is among those of some pixels: a smoothed histogram over Oklab. */
final class ColourModel {
  private static final int LIGHTNESS = 20;
  private static final int TINTS = 32;

  /** Oklab's a and b of sRGB are within this. */
  private static final float WIDEST = .34f;

  private static final int CELLS = LIGHTNESS * TINTS * TINTS;

  /** What a colour that was never seen counts. */
  private static final float UNSEEN = 8e-5f;

  private final float[] shares = new float[CELLS];
  private double sum;

  /** The cell of every pixel, for all models of a picture. */
  static int[] cells(Planes perceived) {
    var cells = new int[perceived.size()];
    for (int i = 0; i < cells.length; i++) {
      int l = cell(perceived.channels()[0][i], LIGHTNESS);
      int a = tint(perceived.channels()[1][i]);
      int b = tint(perceived.channels()[2][i]);
      cells[i] = (l * TINTS + a) * TINTS + b;
    }
    return cells;
  }

  void add(int cell, float weight) {
    shares[cell] += weight;
    sum += weight;
  }

  /** Spreads each colour over those next to it and makes shares of counts. */
  void finish() {
    for (int pass = 0; pass < 2; pass++) {
      smooth(1, TINTS);
      smooth(TINTS, TINTS);
    }
    smooth(TINTS * TINTS, LIGHTNESS);
    for (int i = 0; i < CELLS; i++) {
      shares[i] = (float) (shares[i] / Math.max(sum, 1e-6));
    }
  }

  double share(int cell) {
    return shares[cell] + UNSEEN;
  }

  /** A quarter, a half, a quarter along one axis, whose ends keep what they have. */
  private void smooth(int step, int length) {
    float[] before = shares.clone();
    for (int i = 0; i < CELLS; i++) {
      int place = i / step % length;
      float less = before[place == 0 ? i : i - step];
      float more = before[place == length - 1 ? i : i + step];
      shares[i] = .25f * less + .5f * before[i] + .25f * more;
    }
  }

  /** Finer near grey, where most colours of photos are. */
  private static int tint(float value) {
    double part = Math.pow(Math.abs(value) / WIDEST, .65);
    return cell((float) (.5 + Math.copySign(part, value) / 2), TINTS);
  }

  private static int cell(float value, int cells) {
    return Math.clamp((int) (value * cells), 0, cells - 1);
  }
}
