package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one photo better. The graph always gives the same for the same input, so several outputs
 * are a series: the first is enhanced at full strength, each further one a fifth less, for the
 * customer to choose. Thread safe; owns nothing.
 */
public final class EnhanceOperation implements OperationRunner {
  private static final float STEP = .2f;
  private static final String NOTE =
      "Corrects exposure, contrast, colour cast and noise and sharpens, at the photo's own size (at"
          + " most 4,096 pixels a side); it does not enlarge, restore faces or look at profiles.";

  private final PhotoGate gate;
  private final EnhancePipeline pipeline;

  public EnhanceOperation(PhotoGate gate, EnhancePipeline pipeline) {
    this.gate = gate;
    this.pipeline = pipeline;
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    var images = new ArrayList<EncodedImage>();
    int outputs = spec.getOutputCount();
    try (Photo photo = gate.admit(inputs, 0, stages, cancellation)) {
      for (int i = 0; i < outputs; i++) {
        stages.beginOutput(i, outputs);
        images.add(enhanced(photo, spec, i, stages, cancellation));
      }
    }
    return new Made(images, gate.used(pipeline.models()));
  }

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of(), false, NOTE);
  }

  private EncodedImage enhanced(
      Photo photo, JobSpec spec, int index, StageClock stages, Cancellation cancellation) {
    try (Photo better =
        stages.during(
            Stage.MODEL,
            () ->
                pipeline.enhance(
                    photo,
                    1 - STEP * index,
                    done -> stages.reached(Stage.MODEL, done),
                    cancellation))) {
      return gate.deliver(better, spec, stages, cancellation);
    }
  }
}
