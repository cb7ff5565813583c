package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.pipeline.RemixPipeline.Appearance;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a photo the look of another: its tones and tints, not its brush strokes. The first photo is
 * the one that changes, the second the reference. Several outputs are a series: each has a fifth
 * less of the look than the one before. Thread safe; owns nothing.
 */
public final class RemixOperation implements OperationRunner {
  private static final double STEP = .2;
  private static final String RESOLUTION = "2K";
  private static final String NOTE =
      "Starter models: tones and tints of the reference, within bounds that keep mismatched photos"
          + " natural; no brush strokes, textures or content. The prompt may say "
          + Grammar.STRENGTHS
          + ". What is larger than the photo is interpolated.";

  private final PhotoGate gate;
  private final RemixPipeline pipeline;

  public RemixOperation(PhotoGate gate, RemixPipeline pipeline) {
    this.gate = gate;
    this.pipeline = pipeline;
  }

  private record Looks(Appearance own, Appearance reference) {}

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of(RESOLUTION), false, NOTE);
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    double strength = strength(spec);
    if (inputs.count() != 2) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST, "A remix takes one input image and one reference image.");
    }
    var images = new ArrayList<EncodedImage>();
    int outputs = spec.getOutputCount();
    Appearance reference = reference(inputs, stages, cancellation);
    try (var piece = new Workpiece(gate.admit(inputs, 0, stages, cancellation))) {
      var looks = new Looks(Appearance.of(piece.photo()), reference);
      var _ = stages.add(Stage.MODEL, () -> fit(piece));
      for (int i = 0; i < outputs; i++) {
        stages.beginOutput(i, outputs);
        images.add(
            remixed(piece.photo(), looks, strength * (1 - STEP * i), spec, stages, cancellation));
      }
    }
    return new Made(images, gate.used(pipeline.models()));
  }

  private static double strength(JobSpec spec) {
    return switch (Grammar.strength(spec.getPrompt())) {
      case Understood<Double>(Double strength) -> strength;
      case NotUnderstood<Double>(String why) ->
          throw new OperationRefused(
              FailureCode.EDIT_NOT_UNDERSTOOD,
              why
                  + " The starter models of this installation take over tones and tints of the"
                  + " reference; the prompt can only say "
                  + Grammar.STRENGTHS
                  + ".");
    };
  }

  private Appearance reference(Inputs inputs, StageClock stages, Cancellation cancellation) {
    try (Photo photo = gate.admit(inputs, 1, stages, cancellation)) {
      return Appearance.of(photo);
    }
  }

  private static boolean fit(Workpiece piece) {
    Photo photo = piece.photo();
    OutputSize size =
        OutputSize.of(OutputSize.longSide(RESOLUTION), (double) photo.width() / photo.height());
    boolean cut = piece.become(whole -> Frame.centred(whole, size.ratio()).cut(whole));
    return piece.become(framed -> Resize.to(framed, size.width(), size.height())) || cut;
  }

  private EncodedImage remixed(
      Photo photo,
      Looks looks,
      double strength,
      JobSpec spec,
      StageClock stages,
      Cancellation cancellation) {
    try (Photo result =
        stages.during(
            Stage.MODEL,
            () ->
                pipeline.remix(
                    photo,
                    looks.own,
                    looks.reference,
                    strength,
                    done -> stages.reached(Stage.MODEL, done),
                    cancellation))) {
      if (SamePixels.in(photo, result)) {
        throw new OperationRefused(
            FailureCode.INVALID_REQUEST,
            "The reference has the look of the input already: the result would be the input.");
      }
      return gate.deliver(result, spec, stages, cancellation);
    }
  }
}
