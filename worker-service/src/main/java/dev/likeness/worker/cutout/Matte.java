package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Photo;

/**
 * Which part of a photo belongs to its subject, pixel by pixel and softly: 1 in it, 0 outside, and
 * between at hair and edges. Kept small, and given in the size of the photo line by line.
 * Immutable.
 */
public final class Matte {
  /** What a guided filter leaves of nothing, and takes from all. */
  private static final float BLACK = .12f;

  private static final float WHITE = .9f;

  private final Planes small;
  private final float[][] coefficients;
  private final float[] opacity;
  private final double share;

  /**
   * @param small the photo, small
   * @param mask of its subject, in the same size, 0 to 1
   */
  Matte(Planes small, float[] mask) {
    this.small = small;
    int reach = Math.max(2, Math.round(Math.max(small.width(), small.height()) / 110f));
    this.coefficients = GuidedFilter.coefficients(small, mask, reach, 3e-5f);
    this.opacity = new float[mask.length];
    double sum = 0;
    float[][] colours = small.channels();
    for (int i = 0; i < mask.length; i++) {
      opacity[i] =
          soft(
              coefficients[0][i] * colours[0][i]
                  + coefficients[1][i] * colours[1][i]
                  + coefficients[2][i] * colours[2][i]
                  + coefficients[3][i]);
      sum += opacity[i];
    }
    this.share = sum / mask.length;
  }

  /** The part of the photo that the subject takes. */
  public double share() {
    return share;
  }

  Planes small() {
    return small;
  }

  /** In the size of {@link #small}. */
  float[] opacity() {
    return opacity.clone();
  }

  /** Reads the matte in the size of the photo that it was made for. */
  Lines lines(Photo photo) {
    return new Lines(photo);
  }

  private static float soft(float value) {
    return Math.clamp((value - BLACK) / (WHITE - BLACK), 0, 1);
  }

  /** The matte and the photo together, line by line; for one thread. */
  final class Lines {
    private final Photo photo;
    private final Enlarged enlarged;
    private final byte[] colours;
    private final float[] line;

    private Lines(Photo photo) {
      this.photo = photo;
      this.enlarged =
          new Enlarged(coefficients, small.width(), small.height(), photo.width(), photo.height());
      this.colours = new byte[photo.width() * Photo.CHANNELS];
      this.line = new float[photo.width()];
    }

    /** Opacity of the line read last. */
    float[] opacity() {
      return line;
    }

    /** Red, green and blue of the line read last. */
    byte[] colours() {
      return colours;
    }

    void read(int y) {
      photo.pixels().get(photo.offset(0, y), colours);
      float[][] factors = enlarged.line(y);
      for (int x = 0, at = 0; x < line.length; x++, at += Photo.CHANNELS) {
        float value =
            factors[0][x] * (colours[at] & 255)
                + factors[1][x] * (colours[at + 1] & 255)
                + factors[2][x] * (colours[at + 2] & 255);
        line[x] = soft(value / 255 + factors[3][x]);
      }
    }
  }
}
