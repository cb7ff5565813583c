package dev.likeness.worker.montage;

import dev.likeness.worker.image.Cutout;

/** Where it is darker because somebody stands before it: kept small, for it is soft. */
final class Shadow {
  private static final int LONGEST = 200;

  /** How far it falls and how soft it is, as parts of the long side. */
  private static final double ASIDE = .012;

  private static final double DOWN = .018;
  private static final double SOFT = .028;

  private final int wide;
  private final int tall;
  private final int width;
  private final int height;
  private float[] dark;

  /**
   * @param wide width of the picture in pixels
   */
  Shadow(int wide, int tall) {
    this.wide = wide;
    this.tall = tall;
    double scale = (double) LONGEST / Math.max(wide, tall);
    this.width = Math.max(2, (int) Math.round(wide * scale));
    this.height = Math.max(2, (int) Math.round(tall * scale));
    this.dark = new float[width * height];
  }

  /** Adds that of a cut-out, which is at this place of the picture. */
  void cast(Cutout cutout, int left, int top, int across, int down) {
    double longest = Math.max(wide, tall);
    for (int i = 0; i < dark.length; i++) {
      int column = i % width;
      int row = i / width;
      double x = (column + .5) * wide / width - ASIDE * longest - left;
      double y = (row + .5) * tall / height - DOWN * longest - top;
      int sourceX = (int) Math.floor(x * cutout.width() / across);
      int sourceY = Math.min((int) Math.floor(y * cutout.height() / down), cutout.height() - 1);
      if (sourceX >= 0 && sourceX < cutout.width() && sourceY >= 0) {
        float opacity = (cutout.opacity()[sourceY * cutout.width() + sourceX] & 255) / 255f;
        dark[i] = Math.max(dark[i], opacity);
      }
    }
  }

  void soften() {
    int reach = (int) Math.ceil(SOFT * LONGEST);
    for (int pass = 0; pass < 2; pass++) {
      dark = blurred(blurred(dark, reach, 1, width), reach, width, height);
    }
  }

  /** 0 to 1, at a pixel of the picture. */
  double at(int x, int y) {
    double across = Math.clamp((x + .5) * width / wide - .5, 0, width - 1.001);
    double down = Math.clamp((y + .5) * height / tall - .5, 0, height - 1.001);
    int left = (int) across;
    int top = (int) down;
    int i = top * width + left;
    double upper = dark[i] + (across - left) * (dark[i + 1] - dark[i]);
    double lower = dark[i + width] + (across - left) * (dark[i + width + 1] - dark[i + width]);
    return upper + (down - top) * (lower - upper);
  }

  private float[] blurred(float[] plane, int reach, int step, int count) {
    var blurred = new float[plane.length];
    for (int i = 0; i < plane.length; i++) {
      int place = i / step % count;
      float sum = 0;
      int from = Math.max(0, place - reach);
      int to = Math.min(count - 1, place + reach);
      for (int other = from; other <= to; other++) {
        sum += plane[i + (other - place) * step];
      }
      blurred[i] = sum / (to - from + 1);
    }
    return blurred;
  }
}
