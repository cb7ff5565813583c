package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.instruction.Restyling;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.StageClock;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Leaves to an operation without a generator what that does better, for it keeps people as they
 * are, and lets everything else be drawn. Thread safe; owns nothing.
 */
public final class ElseDrawn implements OperationRunner {
  private final OperationRunner exact;
  private final Predicate<JobSpec> exactly;
  private final OperationRunner drawn;
  private final String note;

  private ElseDrawn(
      OperationRunner exact, Predicate<JobSpec> exactly, OperationRunner drawn, String note) {
    this.exact = exact;
    this.exactly = exactly;
    this.drawn = drawn;
    this.note = note;
  }

  /** Edits of one photo whose prompt {@link Grammar} understands completely are not drawn. */
  public static ElseDrawn edit(OperationRunner exact, OperationRunner drawn) {
    return new ElseDrawn(
        exact,
        spec ->
            spec.getInputs().size() == 1
                && Grammar.edits(spec.getPrompt()) instanceof Understood<?>,
        drawn,
        "One photo is edited exactly, without being drawn, by a prompt in simple English ("
            + Grammar.EDITS
            + ").");
  }

  /** Profiles are not drawn by a generator that cannot look at photos of them. */
  public static ElseDrawn generate(OperationRunner composed, OperationRunner drawn) {
    return new ElseDrawn(
        composed,
        spec -> !spec.getProfileIds().isEmpty(),
        drawn,
        "With profiles: " + composed.capability().note() + " Without:");
  }

  /** Remixes whose prompt names a style are painted by the network that knows it. */
  public static ElseDrawn remix(
      OperationRunner painted, Collection<String> styles, OperationRunner drawn) {
    return new ElseDrawn(
        painted,
        spec ->
            Grammar.restyling(spec.getPrompt(), styles)
                    instanceof Understood<Restyling>(Restyling asked)
                && asked.style().isPresent(),
        drawn,
        "Paints in a style that the prompt names (" + String.join(", ", styles) + ").");
  }

  @Override
  public Capability capability() {
    Capability drawing = drawn.capability();
    return new Capability(
        drawing.baseModels(),
        drawing.resolutions(),
        drawing.identity(),
        note + " " + drawing.note());
  }

  @Override
  public int candidates(JobSpec spec) {
    return carriesOut(spec).candidates(spec);
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    return carriesOut(attempt.getSpec()).run(attempt, inputs, stages, cancellation);
  }

  @Override
  public Made run(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    return carriesOut(attempt.getSpec()).run(attempt, inputs, candidate, stages, cancellation);
  }

  private OperationRunner carriesOut(JobSpec spec) {
    return exactly.test(spec) ? exact : drawn;
  }
}
