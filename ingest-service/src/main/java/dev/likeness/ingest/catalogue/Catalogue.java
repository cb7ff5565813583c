package dev.likeness.ingest.catalogue;

import dev.likeness.schema.v1.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be asked for here. Immutable. The first of each list is what a request that
 * leaves the choice out gets.
 *
 * @param resolutions every one that some base model has
 * @param aspectRatios likewise
 * @param qualities likewise
 * @param pinned operations without a choice of base model
 */
public record Catalogue(
    List<BaseModel> baseModels,
    List<String> resolutions,
    List<String> aspectRatios,
    List<String> qualities,
    Map<Operation, Pinned> pinned,
    List<TrainingTier> tiers) {

  /** What an operation without a choice of base model is done with. */
  public record Pinned(String baseModel, String resolution) {}

  public Catalogue {
    baseModels = List.copyOf(baseModels);
    resolutions = List.copyOf(resolutions);
    aspectRatios = List.copyOf(aspectRatios);
    qualities = List.copyOf(qualities);
    pinned = Map.copyOf(pinned);
    tiers = List.copyOf(tiers);
    if (baseModels.isEmpty()
        || resolutions.isEmpty()
        || aspectRatios.isEmpty()
        || tiers.isEmpty()) {
      throw new IllegalArgumentException("a catalogue needs one of each choice");
    }
  }

  public Optional<BaseModel> baseModel(String id) {
    return baseModels.stream().filter(model -> model.id().equals(id)).findFirst();
  }

  public Optional<TrainingTier> tier(String id) {
    return tiers.stream().filter(tier -> tier.id().equals(id)).findFirst();
  }
}
