package dev.likeness.ingest.catalogue;

/**
 * A way to train a profile.
 *
 * @param id as in {@code training_tier}
 */
public record TrainingTier(String id, int fewestPhotos, int mostPhotos) {
  public TrainingTier {
    if (fewestPhotos < 1 || mostPhotos < fewestPhotos) {
      throw new IllegalArgumentException("a tier needs one photo or more");
    }
  }
}
