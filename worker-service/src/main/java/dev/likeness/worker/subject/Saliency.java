package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Proposes where the subject of a photo may be, without knowing what it is: squares in which
 * colours differ from those of the whole photo, and more so than around them (after Achanta et al.,
 * "Frequency-tuned salient region detection", 2009), rather in the middle than at the edge.
 */
final class Saliency {
  private static final int SIDE = 96;

  /** Sides of the squares, as parts of the photo's shorter side. */
  private static final double[] SIZES = {.3, .42, .6, .85};

  /** How far apart squares are, as a part of their side. */
  private static final double STEP = .125;

  /** At most so many, which hardly overlap. */
  private static final int MOST = 3;

  private static final double OVERLAP = .15;

  private final int width;
  private final int height;

  /** Sums of what stands out over all pixels left of and above a place. */
  private final double[] sums;

  private Saliency(Photo small) {
    this.width = small.width();
    this.height = small.height();
    this.sums = summed(standingOut(small));
  }

  /** Squares of the photo, the most salient first. */
  static List<Region> regions(Photo photo) {
    double scale = (double) SIDE / Math.min(photo.width(), photo.height());
    int width = Math.clamp(Math.round(photo.width() * scale), 1, 5 * SIDE);
    int height = Math.clamp(Math.round(photo.height() * scale), 1, 5 * SIDE);
    Photo small = Resize.to(photo, width, height);
    try {
      List<Region> squares = new Saliency(small).squares();
      return Overlaps.suppressed(squares, region -> region, OVERLAP).stream()
          .limit(MOST)
          .map(
              region ->
                  region.scaled((double) photo.width() / width, (double) photo.height() / height))
          .toList();
    } finally {
      if (small != photo) {
        small.close();
      }
    }
  }

  private List<Region> squares() {
    double all = sum(0, 0, width, height);
    List<Region> squares = new ArrayList<>();
    for (double size : SIZES) {
      int side = (int) (size * Math.min(width, height));
      int step = Math.max(1, (int) (side * STEP));
      for (int top = 0; side > 0 && top + side <= height; top += step) {
        for (int left = 0; left + side <= width; left += step) {
          squares.add(new Region(left, top, left + side, top + side, score(left, top, side, all)));
        }
      }
    }
    return squares;
  }

  /** Part of what stands out that is in the square, less what its area alone would hold. */
  private double score(int left, int top, int side, double all) {
    if (all <= 0) {
      return 0;
    }
    double held = sum(left, top, left + side, top + side) / all;
    double area = (double) side * side / ((double) width * height);
    double dx = (left + side / 2.0) / width - .5;
    double dy = (top + side / 2.0) / height - .5;
    double middle = Math.exp(-2 * (dx * dx + dy * dy));
    return Math.max(0, held - area) * middle;
  }

  private double sum(int left, int top, int right, int bottom) {
    int columns = width + 1;
    return sums[bottom * columns + right]
        - sums[top * columns + right]
        - sums[bottom * columns + left]
        + sums[top * columns + left];
  }

  private double[] summed(double[] values) {
    int columns = width + 1;
    double[] sum = new double[columns * (height + 1)];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sum[(y + 1) * columns + x + 1] =
            values[y * width + x]
                + sum[y * columns + x + 1]
                + sum[(y + 1) * columns + x]
                - sum[y * columns + x];
      }
    }
    return sum;
  }

  /** How far each colour is from the mean one: lightness counts less than tint. */
  private static double[] standingOut(Photo small) {
    int count = small.width() * small.height();
    double[][] colours = new double[count][];
    double[] mean = new double[3];
    ByteBuffer pixels = small.pixels();
    for (int i = 0; i < count; i++) {
      double red = pixels.get() & 255;
      double green = pixels.get() & 255;
      double blue = pixels.get() & 255;
      colours[i] =
          new double[] {
            (red + green + blue) / 6, (red - green) / 1.4, (red + green - 2 * blue) / 2.4
          };
      for (int channel = 0; channel < 3; channel++) {
        mean[channel] += colours[i][channel] / count;
      }
    }
    double[] distances = new double[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int channel = 0; channel < 3; channel++) {
        double difference = colours[i][channel] - mean[channel];
        sum += difference * difference;
      }
      distances[i] = Math.sqrt(sum);
    }
    return distances;
  }
}
