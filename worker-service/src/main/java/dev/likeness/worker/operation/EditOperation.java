package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.cutout.BackgroundBlur;
import dev.likeness.worker.cutout.Matte;
import dev.likeness.worker.cutout.SubjectCutter;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Instruction;
import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.Adjustments;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Edits one photo by a prompt in the words of {@link Grammar}, without a model that could draw.
 *
 * <p>What the prompt asks for is done completely, or the job fails with a sentence that says what
 * can be asked for; a photo that would come out as it went in is such a failure too. Several
 * outputs are a series: each is done a fifth less than the one before. Thread safe; owns nothing.
 */
public final class EditOperation implements OperationRunner {
  private static final double STEP = .2;
  private static final String NOTE =
      "Starter models, the same under every base model and quality: light, colour, frame,"
          + " background blur and captions of one photo by a prompt in simple English ("
          + Grammar.EDITS
          + "). They do not draw, remove or move anything; what is larger than the photo is"
          + " interpolated; anything else fails with EDIT_NOT_UNDERSTOOD.";

  private final PhotoGate gate;
  private final AdjustPipeline pipeline;
  private final SubjectCutter subjects;
  private final CaptionPen pen;

  /**
   * @param subjects tells what is not background
   */
  public EditOperation(
      PhotoGate gate, AdjustPipeline pipeline, SubjectCutter subjects, CaptionPen pen) {
    this.gate = gate;
    this.pipeline = pipeline;
    this.subjects = subjects;
    this.pen = pen;
  }

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of("1K", "2K", "4K"), false, NOTE);
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    EditPlan plan = plan(spec);
    checkOne(inputs.count());
    int outputs = spec.getOutputCount();
    if (outputs > 1 && !plan.hasIntensity()) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "This edit cannot be done more or less strongly, so that all images would be the same:"
              + " ask for one.");
    }
    var images = new ArrayList<EncodedImage>();
    try (var piece = new Workpiece(gate.admit(inputs, 0, stages, cancellation))) {
      boolean moved = stages.add(Stage.MODEL, () -> plan.move(piece));
      var _ = stages.add(Stage.MODEL, () -> fit(piece, spec));
      Optional<Matte> subject =
          stages.add(Stage.MODEL, () -> subject(piece.photo(), plan, cancellation));
      for (int i = 0; i < outputs; i++) {
        stages.beginOutput(i, outputs);
        cancellation.check();
        var change = new Change(plan, 1 - STEP * i, subject, moved);
        images.add(edited(piece.photo(), change, spec, stages, cancellation));
      }
    }
    return new Made(images, gate.used(models(plan)));
  }

  /** What changes pixels; framing, turning and captions need no model. */
  private List<ModelFile> models(EditPlan plan) {
    return plan.adjustments(1).isNone() ? List.of() : pipeline.models();
  }

  /**
   * What is done for one output.
   *
   * @param subject where the background is blurred
   * @param moved whether the photo was changed before
   */
  private record Change(EditPlan plan, double intensity, Optional<Matte> subject, boolean moved) {

    Photo blurred(Photo photo) {
      return subject
          .map(matte -> BackgroundBlur.blurred(photo, matte, plan.blur(intensity)))
          .orElse(photo);
    }
  }

  private EditPlan plan(JobSpec spec) {
    EditPlan plan =
        switch (Grammar.edits(spec.getPrompt())) {
          case Understood<List<Instruction>>(List<Instruction> instructions) ->
              new EditPlan(instructions);
          case NotUnderstood<List<Instruction>>(String why) -> throw notUnderstood(why);
        };
    checkLetters(plan);
    Optional<Double> asked = aspectRatio(spec);
    Optional<Double> said = plan.ratio();
    if (asked.isPresent() && said.isPresent() && !EditPlan.isNear(asked.get(), said.get())) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "The prompt and aspect_ratio ask for different proportions: leave one of them out.");
    }
    return plan;
  }

  private void checkLetters(EditPlan plan) {
    String missing =
        plan.captions().stream()
            .flatMap(caption -> pen.unwritable(caption.text()).stream())
            .distinct()
            .collect(Collectors.joining(" "));
    if (!missing.isEmpty()) {
      throw notUnderstood(
          "A caption can have Latin, Greek and Cyrillic letters, but not: " + missing + ".");
    }
  }

  private static void checkOne(int photos) {
    if (photos != 1) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "The models of this installation edit one photo at a time, not %d: send one image in each"
                  .formatted(photos)
              + " request.");
    }
  }

  /** To the proportions and the size that the request asks for. */
  private static boolean fit(Workpiece piece, JobSpec spec) {
    Photo photo = piece.photo();
    double ratio = aspectRatio(spec).orElse((double) photo.width() / photo.height());
    OutputSize size =
        OutputSize.of(
            OutputSize.longSide(spec.getParameters().getOrDefault("resolution", "1K")), ratio);
    boolean cut = piece.become(whole -> Frame.centred(whole, size.ratio()).cut(whole));
    return piece.become(framed -> Resize.to(framed, size.width(), size.height())) || cut;
  }

  private static Optional<Double> aspectRatio(JobSpec spec) {
    String asked = spec.getParameters().getOrDefault("aspect_ratio", "auto");
    if (asked.equals("auto")) {
      return Optional.empty();
    }
    String[] sides = asked.split(":", -1);
    return Optional.of(Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]));
  }

  /** What stays sharp where the background is blurred. */
  private Optional<Matte> subject(Photo photo, EditPlan plan, Cancellation cancellation) {
    if (plan.blur(1) == 0) {
      return Optional.empty();
    }
    Optional<Matte> subject = subjects.cut(photo, cancellation);
    if (subject.isEmpty()) {
      throw notUnderstood(
          "The subject of this photo cannot be told from its background well enough to blur the"
              + " background.");
    }
    return subject;
  }

  private EncodedImage edited(
      Photo photo, Change change, JobSpec spec, StageClock stages, Cancellation cancellation) {
    Photo behind = stages.during(Stage.MODEL, () -> change.blurred(photo));
    Photo result = behind;
    try {
      Adjustments adjustments = change.plan.adjustments(change.intensity);
      result = stages.add(Stage.MODEL, () -> adjusted(behind, adjustments, stages, cancellation));
      if (!change.moved && change.plan.captions().isEmpty() && SamePixels.in(photo, result)) {
        throw notUnderstood("The prompt leaves this photo as it is.");
      }
      change.plan.write(pen, result);
      return gate.deliver(result, spec, models(change.plan), stages, cancellation);
    } finally {
      if (result != behind) {
        result.close();
      }
      if (behind != photo) {
        behind.close();
      }
    }
  }

  /** The same photo if there is nothing to do. */
  private Photo adjusted(
      Photo photo, Adjustments adjustments, StageClock stages, Cancellation cancellation) {
    return adjustments.isNone()
        ? photo
        : pipeline.adjust(
            photo, adjustments, done -> stages.reached(Stage.MODEL, done), cancellation);
  }

  private static OperationRefused notUnderstood(String why) {
    return new OperationRefused(
        FailureCode.EDIT_NOT_UNDERSTOOD,
        why + " This installation has the starter models, which can do: " + Grammar.EDITS + ".");
  }
}
