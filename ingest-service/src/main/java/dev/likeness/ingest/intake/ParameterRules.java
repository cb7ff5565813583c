package dev.likeness.ingest.intake;

import static dev.likeness.ingest.catalogue.Parameters.ASPECT_RATIO;
import static dev.likeness.ingest.catalogue.Parameters.BASE_MODEL;
import static dev.likeness.ingest.catalogue.Parameters.QUALITY;
import static dev.likeness.ingest.catalogue.Parameters.RESOLUTION;
import static dev.likeness.ingest.catalogue.Parameters.TRAINING_TIER;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.catalogue.BaseModel;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a submission against the catalogue: what is left out is filled in, a value that
 * does not exist is a violation (422), one that the base model does not take a refusal (400).
 */
final class ParameterRules {
  private final Catalogue catalogue;

  ParameterRules(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Names of the parameters that {@code operation} takes. */
  static List<String> namesOf(Operation operation) {
    return switch (operation) {
      case EDIT, GENERATE -> List.of(BASE_MODEL, RESOLUTION, ASPECT_RATIO, QUALITY);
      case TRAIN -> List.of(TRAINING_TIER);
      case ENHANCE, REMIX -> List.of();
    };
  }

  /** The work with every parameter that its operation has. */
  Work completed(Work work) {
    var complete = new HashMap<String, String>(work.parameters());
    switch (work.operation()) {
      case EDIT, GENERATE -> {
        complete.putIfAbsent(BASE_MODEL, catalogue.baseModels().getFirst().id());
        catalogue.baseModel(complete.get(BASE_MODEL)).ifPresent(model -> complete(complete, model));
      }
      case TRAIN -> complete.putIfAbsent(TRAINING_TIER, catalogue.tiers().getFirst().id());
      case ENHANCE, REMIX -> {
        // have none
      }
    }
    return work.with(complete);
  }

  private static void complete(Map<String, String> parameters, BaseModel model) {
    parameters.putIfAbsent(RESOLUTION, model.resolutions().getFirst());
    parameters.putIfAbsent(ASPECT_RATIO, model.aspectRatios().getFirst());
    if (!model.qualities().isEmpty()) {
      parameters.putIfAbsent(QUALITY, model.qualities().getFirst());
    }
  }

  /** Values that do not exist. */
  List<Violation> violations(Work work) {
    var violations = new ArrayList<Violation>();
    check(work, BASE_MODEL, catalogue.baseModels().stream().map(BaseModel::id).toList())
        .ifPresent(violations::add);
    check(work, RESOLUTION, catalogue.resolutions()).ifPresent(violations::add);
    check(work, ASPECT_RATIO, catalogue.aspectRatios()).ifPresent(violations::add);
    check(work, QUALITY, catalogue.qualities()).ifPresent(violations::add);
    check(work, TRAINING_TIER, catalogue.tiers().stream().map(TrainingTier::id).toList())
        .ifPresent(violations::add);
    return violations;
  }

  private static Optional<Violation> check(Work work, String name, List<String> values) {
    String value = work.parameters().get(name);
    return value == null || values.contains(value)
        ? Optional.empty()
        : Optional.of(
            Violation.ofField(name, "must be one of: " + String.join(", ", values), "enum"));
  }

  /** Parameters of other operations; asked before the values are looked at. */
  static Optional<Refusal> objectionToNames(Work work) {
    return work.parameters().keySet().stream()
        .filter(name -> !namesOf(work.operation()).contains(name))
        .sorted()
        .findFirst()
        .map(name -> refusal(work.operation() + " does not take " + name + "."));
  }

  /**
   * What the base model does not take.
   *
   * @param work without violations
   */
  Optional<Refusal> objectionTo(Work work) {
    String id = work.parameters().get(BASE_MODEL);
    return id == null
        ? Optional.empty()
        : catalogue.baseModel(id).flatMap(model -> objectionTo(work, model));
  }

  private static Optional<Refusal> objectionTo(Work work, BaseModel model) {
    if (!model.operations().contains(work.operation())) {
      return Optional.of(refusal("base_model " + model.id() + " cannot " + work.operation() + "."));
    }
    return objection(work, model, RESOLUTION, model.resolutions())
        .or(() -> objection(work, model, ASPECT_RATIO, model.aspectRatios()))
        .or(() -> objection(work, model, QUALITY, model.qualities()));
  }

  private static Optional<Refusal> objection(
      Work work, BaseModel model, String name, List<String> taken) {
    String value = work.parameters().get(name);
    if (value == null || taken.contains(value)) {
      return Optional.empty();
    }
    return Optional.of(
        refusal(
            taken.isEmpty()
                ? "base_model %s does not take %s.".formatted(model.id(), name)
                : "base_model %s does not take %s %s; it takes: %s."
                    .formatted(model.id(), name, value, String.join(", ", taken))));
  }

  private static Refusal refusal(String detail) {
    return Refusal.of(FailureCode.INVALID_REQUEST, detail);
  }
}
