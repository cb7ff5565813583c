package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.StageClock;
import java.util.List;
import java.util.Optional;

/** A picture from nothing but words and profiles. */
final class GenerateComposition implements Composition {
  private final Abilities abilities;
  private final ProfilePhotos profiles;

  GenerateComposition(Abilities abilities, ProfilePhotos profiles) {
    this.abilities = abilities;
    this.profiles = profiles;
  }

  @Override
  public Sketch sketch(
      JobAttempt attempt,
      Inputs inputs,
      OpenPhotos photos,
      StageClock stages,
      Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    check(spec);
    Cast cast = Cast.of(attempt, profiles, 0, abilities.references(), photos);
    return new Sketch(
        cast.told(spec.getPrompt()),
        cast.photos(),
        Optional.empty(),
        AskedSize.of(spec, AskedSize.ratio(spec).orElse(1.0)));
  }

  @Override
  public List<String> resolutions() {
    return List.of("1K", "2K", "4K");
  }

  @Override
  public String note(Abilities able) {
    return able.references() == 0
        ? "Draws what the prompt says; it knows no profiles."
        : "Draws what the prompt says and at most "
            + able.references()
            + " profiles, by looking at photos of them.";
  }

  private void check(JobSpec spec) {
    int wanted = spec.getProfileIds().size();
    if (wanted == 0 && Mentions.sayNothingElse(spec.getPrompt())) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST, "Say in the prompt what the picture is to show.");
    }
    if (wanted > 0 && abilities.references() == 0) {
      throw new OperationRefused(
          FailureCode.OPERATION_UNAVAILABLE,
          "The models of this installation draw by words alone and know no profiles: leave them"
              + " out, or edit a photo of the person.");
    }
    if (wanted > abilities.references()) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "A picture can show at most %d profiles with the models of this installation, not %d."
              .formatted(abilities.references(), wanted));
    }
  }
}
