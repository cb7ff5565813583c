package dev.likeness.worker.operation;

import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.retouch.FaceRestorer;
import dev.likeness.worker.upscale.Upscaler;
import java.util.List;
import java.util.Optional;

/**
 * What an enhancement does beyond correcting, with models that packs have.
 *
 * @param resolution to which smaller photos are enlarged: {@code 2K} or {@code 4K}
 */
public record Refinements(
    Optional<FaceRestorer> faces, Optional<Upscaler> upscaler, String resolution) {
  /** Nothing. */
  public static final Refinements NONE = new Refinements(Optional.empty(), Optional.empty(), "2K");

  /** Longest side to which smaller photos are enlarged. */
  int longSide() {
    return OutputSize.longSide(resolution);
  }

  /** Runs the models once. */
  public void warmUp() {
    faces.ifPresent(FaceRestorer::warmUp);
    upscaler.ifPresent(Upscaler::warmUp);
  }

  /** One sentence on what is done, and one on what is not. */
  String note() {
    String does = "Corrects exposure, contrast, colour cast and noise and sharpens";
    if (faces.isPresent()) {
      does +=
          ", restores faces (" + pack(faces.get().models()) + ") as far as they stay who they are";
    }
    does +=
        upscaler.isPresent()
            ? ", and enlarges smaller photos to "
                + longSide()
                + " pixels ("
                + pack(upscaler.get().models())
                + "); larger ones keep their size (at most 4,096 pixels a side)."
            : ", at the photo's own size (at most 4,096 pixels a side).";
    String lacks =
        switch ((faces.isPresent() ? 1 : 0) + (upscaler.isPresent() ? 2 : 0)) {
          case 0 -> " It does not enlarge or restore faces.";
          case 1 -> " It does not enlarge.";
          case 2 -> " It does not restore faces.";
          default -> "";
        };
    return does + lacks;
  }

  private static String pack(List<ModelFile> models) {
    return models.getFirst().pack();
  }
}
