package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first photo in the style of the second. */
final class RemixComposition implements Composition {
  /** References that a remix needs without profiles. */
  static final int PHOTOS = 2;

  private static final String RESOLUTION = "2K";
  private static final String STYLE = "Image 1 in the style of image 2.";

  private final PhotoGate gate;
  private final Abilities abilities;
  private final ProfilePhotos profiles;

  RemixComposition(PhotoGate gate, Abilities abilities, ProfilePhotos profiles) {
    this.gate = gate;
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
    if (inputs.count() != PHOTOS) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST, "A remix takes one input image and one reference image.");
    }
    Photo content = photos.own(gate.admit(inputs, 0, stages, cancellation));
    Photo style = photos.own(gate.admit(inputs, 1, stages, cancellation));
    Cast cast = Cast.of(attempt, profiles, PHOTOS, abilities.references() - PHOTOS, photos);
    List<Photo> references = new ArrayList<>(List.of(content, style));
    references.addAll(cast.photos());
    double ratio = (double) content.width() / content.height();
    return new Sketch(
        (STYLE + " " + cast.told(attempt.getSpec().getPrompt())).strip(),
        references,
        Optional.empty(),
        OutputSize.of(OutputSize.longSide(RESOLUTION), ratio));
  }

  @Override
  public List<String> resolutions() {
    return List.of(RESOLUTION);
  }

  @Override
  public String note(Abilities able) {
    return "Draws the input image in the style of the reference image, as the prompt says more"
        + " closely.";
  }
}
