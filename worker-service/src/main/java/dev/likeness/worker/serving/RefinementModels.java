package dev.likeness.worker.serving;

import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.operation.Refinements;
import dev.likeness.worker.retouch.FaceRestorer;
import dev.likeness.worker.upscale.Upscaler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads what enhancing does beyond correcting, from the packs that have it. */
final class RefinementModels {
  private static final Logger LOG = LoggerFactory.getLogger(RefinementModels.class);

  private RefinementModels() {}

  /**
   * @param faces without which none is restored: what a restoration does to a face must be measured
   * @param resolution to which smaller photos are enlarged
   */
  static Refinements load(
      ModelPacks packs,
      Optional<FaceReader> faces,
      String resolution,
      ModelRuntime runtime,
      Ownership owned) {
    if (faces.isEmpty() && packs.having(FaceRestorer.ROLE).isPresent()) {
      LOG.atWarn()
          .log("faces are not restored: that needs a pack that detects and embeds them too");
    }
    Optional<FaceRestorer> restorer =
        faces.flatMap(
            reader ->
                packs
                    .having(FaceRestorer.ROLE)
                    .map(pack -> owned.of(FaceRestorer.load(pack, reader, runtime))));
    Optional<Upscaler> upscaler =
        packs.having(Upscaler.ROLE).map(pack -> owned.of(Upscaler.load(pack, runtime)));
    return new Refinements(restorer, upscaler, resolution);
  }
}
