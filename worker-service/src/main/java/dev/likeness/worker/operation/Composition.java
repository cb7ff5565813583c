package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.StageClock;
import java.util.List;

/** Says what an operation lets a generator draw. Thread safe. */
interface Composition {
  /**
   * @param photos owns what the sketch shows
   * @throws OperationRefused if the generator cannot do what is asked for
   */
  Sketch sketch(
      JobAttempt attempt,
      Inputs inputs,
      OpenPhotos photos,
      StageClock stages,
      Cancellation cancellation);

  /** Resolutions that are delivered. */
  List<String> resolutions();

  /** What customers are told, in one sentence, of a generator that can do this much. */
  String note(Abilities abilities);
}
