package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.StageClock;

/**
 * Edits one photo exactly where {@link Grammar} understands all of the prompt, so that nobody in it
 * changes, and lets everything else be drawn. Thread safe; owns nothing.
 */
public final class ExactOrDrawnEdit implements OperationRunner {
  private final OperationRunner exact;
  private final OperationRunner drawn;

  public ExactOrDrawnEdit(OperationRunner exact, OperationRunner drawn) {
    this.exact = exact;
    this.drawn = drawn;
  }

  @Override
  public Capability capability() {
    Capability drawing = drawn.capability();
    return new Capability(
        drawing.baseModels(),
        drawing.resolutions(),
        drawing.identity(),
        "One photo is edited exactly, without being drawn, by a prompt in simple English ("
            + Grammar.EDITS
            + "). "
            + drawing.note());
  }

  @Override
  public int candidates(JobSpec spec) {
    return isExact(spec) ? 1 : drawn.candidates(spec);
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    OperationRunner operation = isExact(attempt.getSpec()) ? exact : drawn;
    return operation.run(attempt, inputs, stages, cancellation);
  }

  @Override
  public Made run(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    return drawn.run(attempt, inputs, candidate, stages, cancellation);
  }

  private static boolean isExact(JobSpec spec) {
    return spec.getInputs().size() == 1 && Grammar.edits(spec.getPrompt()) instanceof Understood<?>;
  }
}
