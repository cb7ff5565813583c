package dev.likeness.worker.montage;

import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * How the light on a cut-out has to change to be a little more like that of its new backdrop.
 *
 * @param stops of exposure
 * @param warmth above 0 towards orange, below towards blue; 1 is the most there is
 */
public record LightMatch(double stops, double warmth) {
  /** Only a part of the difference: people stay what they are. */
  private static final double EXPOSURE = .22;

  private static final double WARMTH = .13;

  /** Lines and columns that are looked at; more would not change the mean. */
  private static final int STEP = 4;

  /** From the mean light of both. */
  public static LightMatch of(Cutout cutout, Photo backdrop) {
    Colour own = mean(cutout.colours(), cutout.opacity());
    Colour around = mean(backdrop, new byte[0]);
    double brighter = log(around.luminance()) - log(own.luminance());
    double warmer = log(around.red()) - log(around.blue()) - log(own.red()) + log(own.blue());
    return new LightMatch(
        Math.clamp(EXPOSURE * brighter, -.7, .35), Math.clamp(WARMTH * warmer, -.3, .35));
  }

  /**
   * @param opacity of each pixel; empty where all of them count
   */
  private static Colour mean(Photo photo, byte[] opacity) {
    var sums = new double[Photo.CHANNELS];
    double weights = 0;
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < photo.height(); y += STEP) {
      for (int x = 0; x < photo.width(); x += STEP) {
        int weight = opacity.length == 0 ? 255 : opacity[y * photo.width() + x] & 255;
        for (int c = 0; c < Photo.CHANNELS; c++) {
          sums[c] += weight * Light.ofByte(pixels.get(photo.offset(x, y) + c));
        }
        weights += weight;
      }
    }
    double total = Math.max(1, weights);
    return new Colour(sums[0] / total, sums[1] / total, sums[2] / total);
  }

  private static double log(double light) {
    return Math.log(light + .01) / Math.log(2);
  }
}
