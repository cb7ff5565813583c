package dev.likeness.worker.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.diffusion.schedule.Lcm;
import dev.likeness.worker.diffusion.schedule.Scheduler;

/**
 * Parameters of the role {@code diffusion.denoise}; what a pack does not say follows from its
 * files.
 *
 * @param steps of a picture
 * @param guidance how far pictures are led away from no prompt at all; up to 1 they are not
 * @param pixels of the pictures that it draws best
 * @param maxPixels of the largest picture that it is asked for
 * @param tile side of what the autoencoder sees at once, in pixels
 */
record StableSettings(int steps, double guidance, int pixels, int maxPixels, int tile) {
  private static final int TILE = 1024;
  private static final int MOST_PIXELS = 1 << 26;
  private static final int LARGEST_SAMPLE = 512;
  private static final double LCM_GUIDANCE = 8.5;
  private static final double USUAL_GUIDANCE = 7.5;

  StableSettings {
    if (steps < 1 || steps > 1000 || !(guidance >= 0 && guidance <= 50)) {
      throw new IllegalArgumentException("steps are 1 to 1000, and guidance is 0 to 50");
    }
    if (pixels < 1 || maxPixels < pixels || maxPixels > MOST_PIXELS || tile < 64) {
      throw new IllegalArgumentException(
          "pixels are at most maxPixels, which are at most 67108864; a tile has at least 64");
    }
  }

  /**
   * Says that a picture is too large.
   *
   * @throws IllegalArgumentException with how large it may be
   */
  void checkSize(Drawing drawing) {
    if ((long) drawing.width() * drawing.height() > maxPixels) {
      throw new IllegalArgumentException(
          "%d x %d pixels, but these models draw at most %d"
              .formatted(drawing.width(), drawing.height(), maxPixels));
    }
  }

  /**
   * What a folder without parameters stands for. Models that end their steps where training did
   * ({@code trailing}) count as distilled (turbo), like latent consistency models.
   *
   * @param factor pixels for each latent, in width and in height
   * @param latents side of what the family was trained with, where the folder does not say it
   * @param embedsGuidance whether guidance is an input of the denoiser
   */
  static StableSettings of(
      StableFiles files, Scheduler scheduler, int factor, int latents, boolean embedsGuidance) {
    boolean distilled = scheduler instanceof Lcm || files.trailing();
    JsonNode sample = files.config("unet").path("sample_size");
    int side =
        factor * (sample.isInt() ? Math.clamp(sample.intValue(), 8, LARGEST_SAMPLE) : latents);
    double usual = distilled ? 1 : USUAL_GUIDANCE;
    return new StableSettings(
        distilled ? 4 : 30,
        embedsGuidance ? LCM_GUIDANCE : usual,
        side * side,
        Math.min(MOST_PIXELS, 4 * side * side),
        TILE);
  }
}
