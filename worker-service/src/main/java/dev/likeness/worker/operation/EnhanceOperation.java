package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.cutout.HeadFinder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.FaceArea;
import dev.likeness.worker.pipeline.ProgressListener;
import dev.likeness.worker.retouch.FaceRestorer;
import dev.likeness.worker.upscale.Upscaler;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes one photo better: corrects it, then restores faces and enlarges it where there are models
 * for that. The prompt can say how strongly, and nothing else. The models always give the same for
 * the same input, so several outputs are a series: the first is enhanced as asked for, each further
 * one a fifth less, for the customer to choose. Thread safe; owns nothing.
 */
public final class EnhanceOperation implements OperationRunner {
  private static final double STEP = .2;

  /** Parts of the time that correcting and restoring take where there is more to do. */
  private static final double CORRECTED = .1;

  private static final double RESTORED = .3;

  private final PhotoGate gate;
  private final EnhancePipeline pipeline;
  private final Refinements refinements;
  private final HeadFinder heads;

  /**
   * @param heads by which exposure is judged, where there are any
   */
  public EnhanceOperation(
      PhotoGate gate, EnhancePipeline pipeline, Refinements refinements, HeadFinder heads) {
    this.gate = gate;
    this.pipeline = pipeline;
    this.refinements = refinements;
    this.heads = heads;
  }

  /** Without refinements, and without knowing where faces are. */
  public EnhanceOperation(PhotoGate gate, EnhancePipeline pipeline) {
    this(gate, pipeline, Refinements.NONE, HeadFinder.none());
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    double strength = strength(spec);
    var images = new ArrayList<EncodedImage>();
    Set<ModelFile> used = new LinkedHashSet<>(pipeline.models());
    int outputs = spec.getOutputCount();
    try (Photo photo = gate.admit(inputs, 0, stages, cancellation)) {
      List<FaceArea> faces = stages.during(Stage.MODEL, () -> faces(photo, cancellation));
      for (int i = 0; i < outputs; i++) {
        stages.beginOutput(i, outputs);
        double share = strength * (1 - STEP * i);
        try (var piece =
            new Workpiece(
                stages.during(
                    Stage.MODEL, () -> corrected(photo, faces, share, stages, cancellation)))) {
          stages.add(
              Stage.MODEL,
              () -> {
                restore(piece, photo, share, used, stages, cancellation);
                return enlarge(piece, used, stages, cancellation);
              });
          images.add(gate.deliver(piece.photo(), spec, stages, cancellation));
        }
      }
    }
    return new Made(images, gate.used(List.copyOf(used)));
  }

  @Override
  public Capability capability() {
    return new Capability(
        List.of(),
        refinements.upscaler().isPresent() ? List.of(refinements.resolution()) : List.of(),
        false,
        refinements.note() + " The prompt may say " + Grammar.STRENGTHS + ".");
  }

  private static double strength(JobSpec spec) {
    return switch (Grammar.enhancement(spec.getPrompt())) {
      case Understood<Double>(Double strength) -> strength;
      case NotUnderstood<Double>(String why) ->
          throw new OperationRefused(
              FailureCode.EDIT_NOT_UNDERSTOOD,
              why
                  + " An enhancement chooses by itself what to do; the prompt can only say "
                  + Grammar.STRENGTHS
                  + ". Ask edit for other changes.");
    };
  }

  private List<FaceArea> faces(Photo photo, Cancellation cancellation) {
    return heads.heads(photo, cancellation).stream()
        .map(head -> new FaceArea(head.left(), head.top(), head.right(), head.bottom()))
        .toList();
  }

  private Photo corrected(
      Photo photo,
      List<FaceArea> faces,
      double share,
      StageClock stages,
      Cancellation cancellation) {
    double end = refinements.equals(Refinements.NONE) ? 1 : CORRECTED;
    return pipeline.enhance(photo, faces, (float) share, part(stages, 0, end), cancellation);
  }

  private void restore(
      Workpiece piece,
      Photo original,
      double share,
      Set<ModelFile> used,
      StageClock stages,
      Cancellation cancellation) {
    if (refinements.faces().isEmpty()) {
      return;
    }
    FaceRestorer restorer = refinements.faces().get();
    double end = refinements.upscaler().isPresent() ? RESTORED : 1;
    int restored =
        restorer.restore(
            piece.photo(), original, share, part(stages, CORRECTED, end), cancellation);
    if (restored > 0) {
      used.addAll(restorer.models());
    }
  }

  private boolean enlarge(
      Workpiece piece, Set<ModelFile> used, StageClock stages, Cancellation cancellation) {
    Photo photo = piece.photo();
    double scale = (double) refinements.longSide() / Math.max(photo.width(), photo.height());
    if (refinements.upscaler().isEmpty() || scale <= 1) {
      return false;
    }
    Upscaler upscaler = refinements.upscaler().get();
    int width = Math.max(1, Math.toIntExact(Math.round(photo.width() * scale)));
    int height = Math.max(1, Math.toIntExact(Math.round(photo.height() * scale)));
    used.addAll(upscaler.models());
    return piece.become(
        small -> upscaler.to(small, width, height, part(stages, RESTORED, 1), cancellation));
  }

  private static ProgressListener part(StageClock stages, double begin, double end) {
    return done -> stages.reached(Stage.MODEL, begin + (end - begin) * done);
  }
}
