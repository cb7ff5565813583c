package dev.likeness.worker.diffusion;

import java.util.function.UnaryOperator;

/**
 * Lets an autoencoder see a large picture piece by piece, so that its memory does not grow with the
 * picture. Pieces overlap, and one fades into the next, for at its edges a model sees less than in
 * the middle. A picture that is not larger than a tile is seen as a whole.
 *
 * @param side of a tile, in latents
 * @param overlap of two tiles, in latents; at most half a tile
 */
record Tiling(int side, int overlap) {
  Tiling {
    if (side < 2 || overlap < 1 || overlap > side / 2) {
      throw new IllegalArgumentException("tiles of " + side + " cannot overlap by " + overlap);
    }
  }

  /** Tiles that overlap by a quarter. */
  static Tiling of(int side) {
    return new Tiling(side, Math.max(1, side / 4));
  }

  /**
   * From latents to pixels.
   *
   * @param factor pixels for each latent, in width and in height
   * @param decoder of a tile
   */
  Planes decode(Planes latents, int factor, UnaryOperator<Planes> decoder) {
    return run(new Scale(latents, 1, factor), decoder);
  }

  /**
   * From pixels to latents.
   *
   * @param pixels whose sides are multiples of the factor
   * @param factor pixels for each latent, in width and in height
   * @param encoder of a tile
   */
  Planes encode(Planes pixels, int factor, UnaryOperator<Planes> encoder) {
    return run(new Scale(pixels, factor, 1), encoder);
  }

  private Planes run(Scale scale, UnaryOperator<Planes> model) {
    int[] tops = starts(scale.rows());
    int[] lefts = starts(scale.columns());
    if (tops.length == 1 && lefts.length == 1) {
      return model.apply(scale.source);
    }
    var blend = new Blend(scale.rows() * scale.to, scale.columns() * scale.to);
    for (int top : tops) {
      for (int left : lefts) {
        Planes tile = model.apply(scale.cut(top, left, side));
        blend.add(tile, top * scale.to, left * scale.to, overlap * scale.to);
      }
    }
    return blend.result();
  }

  /** Where tiles begin along a side, in equal distances. */
  private int[] starts(int size) {
    if (size <= side) {
      return new int[1];
    }
    int count = Math.ceilDiv(size - overlap, side - overlap);
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = (int) ((long) i * (size - side) / (count - 1));
    }
    return starts;
  }

  /** What is cut into tiles, and how many of its numbers, and of the result's, a latent is wide. */
  private record Scale(Planes source, int from, int to) {
    int rows() {
      return source.height() / from;
    }

    int columns() {
      return source.width() / from;
    }

    Planes cut(int top, int left, int side) {
      return source.cut(
          top * from, left * from, Math.min(side, rows()) * from, Math.min(side, columns()) * from);
    }
  }

  /** The sum of tiles by their weights, which are less towards edges that others go beyond. */
  private static final class Blend {
    private final int height;
    private final int width;
    private final float[] weights;
    private float[] sum = {};

    Blend(int height, int width) {
      this.height = height;
      this.width = width;
      this.weights = new float[height * width];
    }

    void add(Planes tile, int top, int left, int fade) {
      if (sum.length == 0) {
        sum = new float[tile.channels() * weights.length];
      }
      float[] down = weights(top, tile.height(), height, fade);
      float[] across = weights(left, tile.width(), width, fade);
      for (int row = 0; row < tile.height(); row++) {
        int line = (top + row) * width + left;
        for (int column = 0; column < tile.width(); column++) {
          float weight = down[row] * across[column];
          weights[line + column] += weight;
          for (int channel = 0; channel < tile.channels(); channel++) {
            sum[channel * weights.length + line + column] +=
                weight * tile.values()[tile.offset(channel, row) + column];
          }
        }
      }
    }

    Planes result() {
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= weights[i % weights.length];
      }
      return new Planes(sum.length / weights.length, height, width, sum);
    }

    /** 1 in the middle and at the ends of the picture. */
    private static float[] weights(int start, int length, int size, int fade) {
      float[] weights = new float[length];
      for (int i = 0; i < length; i++) {
        float before = start == 0 ? 1 : (i + .5f) / fade;
        float after = start + length == size ? 1 : (length - i - .5f) / fade;
        weights[i] = Math.min(1, Math.min(before, after));
      }
      return weights;
    }
  }
}
