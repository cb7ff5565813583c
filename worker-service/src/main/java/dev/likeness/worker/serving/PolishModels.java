package dev.likeness.worker.serving;

import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.operation.Refinements;
import dev.likeness.worker.retouch.FacePolish;
import dev.likeness.worker.retouch.FaceSwapper;
import java.util.Optional;

/** Loads what is done to the faces of drawn pictures, from the packs that have it. */
final class PolishModels {
  private PolishModels() {}

  /**
   * @param refinements has the restorer, which enhancing uses too
   * @return empty where faces are not read, so that nothing could be measured, or nothing is done
   */
  static Optional<FacePolish> load(
      ModelPacks packs,
      Optional<FaceReader> faces,
      Refinements refinements,
      ModelRuntime runtime,
      Ownership owned) {
    Optional<FaceSwapper> swapper =
        faces.flatMap(
            reader ->
                packs
                    .having(FaceSwapper.ROLE)
                    .map(pack -> owned.of(FaceSwapper.load(pack, reader, runtime))));
    return faces
        .filter(_ -> swapper.isPresent() || refinements.faces().isPresent())
        .map(reader -> FacePolish.of(reader, swapper, refinements.faces()));
  }
}
