package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Photos drawn anew as the prompt says: by generators that look at them, and at photos of the
 * profiles; or, by those that cannot, beginning with the photo.
 */
final class EditComposition implements Composition {
  /** Of a photo that a picture begins as: enough to follow the prompt, and to be the same scene. */
  private static final double STRENGTH = .6;

  private final PhotoGate gate;
  private final Abilities abilities;
  private final ProfilePhotos profiles;
  private final Composition withoutPhotos;

  EditComposition(PhotoGate gate, Abilities abilities, ProfilePhotos profiles) {
    this.gate = gate;
    this.abilities = abilities;
    this.profiles = profiles;
    this.withoutPhotos = new GenerateComposition(abilities, profiles);
  }

  @Override
  public Sketch sketch(
      JobAttempt attempt,
      Inputs inputs,
      OpenPhotos photos,
      StageClock stages,
      Cancellation cancellation) {
    check(attempt.getSpec(), inputs.count());
    if (inputs.count() == 0) {
      return withoutPhotos.sketch(attempt, inputs, photos, stages, cancellation);
    }
    List<Photo> given = new ArrayList<>();
    for (int i = 0; i < inputs.count(); i++) {
      given.add(photos.own(gate.admit(inputs, i, stages, cancellation)));
    }
    JobSpec spec = attempt.getSpec();
    Photo first = given.getFirst();
    double ratio = AskedSize.ratio(spec).orElse((double) first.width() / first.height());
    OutputSize size = AskedSize.of(spec, ratio);
    int free = Math.max(0, abilities.references() - given.size());
    Cast cast = Cast.of(attempt, profiles, given.size(), free, photos);
    String prompt = cast.told(spec.getPrompt());
    if (abilities.references() == 0) {
      var start = new Drawing.Start(framed(first, size, photos), STRENGTH);
      return new Sketch(prompt, List.of(), Optional.of(start), size);
    }
    given.addAll(cast.photos());
    return new Sketch(prompt, given, Optional.empty(), size);
  }

  @Override
  public List<String> resolutions() {
    return List.of("1K", "2K", "4K");
  }

  @Override
  public String note(Abilities able) {
    return able.references() == 0
        ? "Everything else is drawn anew over one photo, which keeps its composition and not its"
            + " details: faces may become others."
        : "Everything else is drawn anew by looking at up to "
            + able.references()
            + " photos, those of profiles included.";
  }

  private void check(JobSpec spec, int photos) {
    if (Mentions.sayNothingElse(spec.getPrompt())) {
      throw new OperationRefused(
          FailureCode.EDIT_NOT_UNDERSTOOD, "Say in the prompt what is to be changed.");
    }
    int most = Math.max(1, abilities.references());
    if (photos > most) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "The models of this installation edit with at most %d photos, not %d: leave some out."
              .formatted(most, photos));
    }
  }

  private static Photo framed(Photo photo, OutputSize size, OpenPhotos photos) {
    Photo framed = Frame.centred(photo, size.ratio()).cut(photo);
    return framed == photo ? photo : photos.own(framed);
  }
}
