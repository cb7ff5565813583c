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
import dev.likeness.worker.instruction.Restyling;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.pipeline.RemixPipeline.Appearance;
import dev.likeness.worker.style.StyleTransfer;
import dev.likeness.worker.style.Styles;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a photo the look of another: its tones and tints, not its brush strokes. The first photo is
 * the one that changes, the second the reference. Where the prompt names a style for which there is
 * a network, that paints the photo, and the reference is not looked at. Several outputs are a
 * series: each has a fifth less of the look than the one before. Thread safe; owns nothing.
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
  private final Styles styles;

  /**
   * @param styles that prompts may name
   */
  public RemixOperation(PhotoGate gate, RemixPipeline pipeline, Styles styles) {
    this.gate = gate;
    this.pipeline = pipeline;
    this.styles = styles;
  }

  private record Looks(Appearance own, Appearance reference) {}

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of(RESOLUTION), false, NOTE + named());
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    Restyling asked = asked(spec);
    if (inputs.count() != 2) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST, "A remix takes one input image and one reference image.");
    }
    Optional<StyleTransfer> style = asked.style().flatMap(styles::named);
    return style.isPresent()
        ? painted(style.get(), asked.strength(), spec, inputs, stages, cancellation)
        : remixed(asked.strength(), spec, inputs, stages, cancellation);
  }

  private Made remixed(
      double strength, JobSpec spec, Inputs inputs, StageClock stages, Cancellation cancellation) {
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

  /** Paints once; the outputs of the series have more and more of the photo itself. */
  private Made painted(
      StyleTransfer style,
      double strength,
      JobSpec spec,
      Inputs inputs,
      StageClock stages,
      Cancellation cancellation) {
    var images = new ArrayList<EncodedImage>();
    int outputs = spec.getOutputCount();
    try (var piece = new Workpiece(gate.admit(inputs, 0, stages, cancellation))) {
      var _ = stages.add(Stage.MODEL, () -> fit(piece));
      try (Photo painting =
          stages.during(
              Stage.MODEL,
              () ->
                  style.paint(
                      piece.photo(), done -> stages.reached(Stage.MODEL, done), cancellation))) {
        for (int i = 0; i < outputs; i++) {
          stages.beginOutput(i, outputs);
          double share = strength * (1 - STEP * i);
          try (Photo mixed =
              stages.add(Stage.MODEL, () -> Mixture.of(piece.photo(), painting, share))) {
            checkChanged(piece.photo(), mixed, "The input is painted in this style already");
            images.add(gate.deliver(mixed, spec, stages, cancellation));
          }
        }
      }
    }
    return new Made(images, gate.used(style.models()));
  }

  private static void checkChanged(Photo photo, Photo result, String why) {
    if (SamePixels.in(photo, result)) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST, why + ": the result would be the input.");
    }
  }

  private Restyling asked(JobSpec spec) {
    return switch (Grammar.restyling(spec.getPrompt(), styles.names())) {
      case Understood<Restyling>(Restyling restyling) -> restyling;
      case NotUnderstood<Restyling>(String why) ->
          throw new OperationRefused(
              FailureCode.EDIT_NOT_UNDERSTOOD,
              why
                  + " The starter models of this installation take over tones and tints of the"
                  + " reference; the prompt can only say "
                  + Grammar.STRENGTHS
                  + "."
                  + named());
    };
  }

  private String named() {
    return styles.names().isEmpty()
        ? ""
        : " It may also name one of these styles, which is then painted instead of the reference's"
            + " look: "
            + String.join(", ", styles.names())
            + ".";
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
      checkChanged(photo, result, "The reference has the look of the input already");
      return gate.deliver(result, spec, stages, cancellation);
    }
  }
}
