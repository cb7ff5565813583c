package dev.likeness.worker.serving;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which packs are served.
 *
 * @param packs directories, the most important first; the starter pack comes after them
 * @param allowNoncommercial whether packs may be used whose licence forbids to earn money
 * @param safetyPack directory of the pack that looks at photos before and after; empty for none
 * @param safetyThreshold from which score on a photo is refused; empty for those of the pack
 * @param enhanceResolution {@code 2K} or {@code 4K}, to which enhancing enlarges smaller photos
 */
public record ServingSettings(
    List<Path> packs,
    boolean allowNoncommercial,
    Optional<Path> safetyPack,
    OptionalDouble safetyThreshold,
    String enhanceResolution) {
  public ServingSettings {
    packs = List.copyOf(packs);
  }

  /** Enhancing to 2K. */
  public ServingSettings(
      List<Path> packs,
      boolean allowNoncommercial,
      Optional<Path> safetyPack,
      OptionalDouble safetyThreshold) {
    this(packs, allowNoncommercial, safetyPack, safetyThreshold, "2K");
  }

  /** The same worker with other packs, and with their own thresholds. */
  public ServingSettings with(List<Path> otherPacks, Optional<Path> otherSafetyPack) {
    return new ServingSettings(
        otherPacks, allowNoncommercial, otherSafetyPack, OptionalDouble.empty(), enhanceResolution);
  }
}
