package dev.likeness.worker.cutout;

/** Small planes as they are in a larger size, line by line, linear between their pixels. */
final class Enlarged {
  private final float[][] planes;
  private final int width;
  private final int height;
  private final int tall;
  private final int[] left;
  private final float[] share;
  private final float[][] line;

  /**
   * @param wide width of the larger size
   * @param tall height of it
   */
  Enlarged(float[][] planes, int width, int height, int wide, int tall) {
    this.planes = planes;
    this.width = width;
    this.height = height;
    this.tall = tall;
    this.left = new int[wide];
    this.share = new float[wide];
    this.line = new float[planes.length][wide];
    for (int x = 0; x < wide; x++) {
      double place = Math.clamp((x + .5) * width / wide - .5, 0, width - 1.0);
      left[x] = Math.min((int) place, Math.max(0, width - 2));
      share[x] = (float) (place - left[x]);
    }
  }

  /** A line of every plane; the same arrays are filled again by the next call. */
  float[][] line(int y) {
    double place = Math.clamp((y + .5) * height / tall - .5, 0, height - 1.0);
    int top = Math.min((int) place, Math.max(0, height - 2));
    float down = (float) (place - top);
    int next = Math.min(top + 1, height - 1);
    int right = width == 1 ? 0 : 1;
    for (int p = 0; p < planes.length; p++) {
      float[] plane = planes[p];
      for (int x = 0; x < left.length; x++) {
        int a = top * width + left[x];
        int b = next * width + left[x];
        float upper = plane[a] + share[x] * (plane[a + right] - plane[a]);
        float lower = plane[b] + share[x] * (plane[b + right] - plane[b]);
        line[p][x] = upper + down * (lower - upper);
      }
    }
    return line;
  }
}
