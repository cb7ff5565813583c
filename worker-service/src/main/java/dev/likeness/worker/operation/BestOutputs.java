package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.Candidate;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs an operation, again for the outputs in which somebody is missing, as often as it can give
 * something else and the deadline leaves time; of each output it keeps the image that shows the
 * profiles best. For the one thread that runs an attempt.
 */
final class BestOutputs {
  private final OperationRunner operation;
  private final IdentityMeter meter;
  private final InstantSource time;
  private final List<Output> best = new ArrayList<>();
  private final List<ModelUsed> models = new ArrayList<>();

  BestOutputs(OperationRunner operation, IdentityMeter meter, InstantSource time) {
    this.operation = operation;
    this.meter = meter;
    this.time = time;
  }

  /**
   * An image, and what it says about each profile.
   *
   * @param candidate number of the try that made it
   * @param candidates tries that were made
   */
  record Output(EncodedImage image, List<Sight> sights, int candidate, int candidates) {
    private boolean lacks() {
      return sights.stream().anyMatch(Sight::isMissing);
    }

    /** The one that shows more profiles, or else shows them better; this one if they are alike. */
    private Output orBetter(Output other) {
      Output better =
          Comparator.comparingLong(Output::shown)
                      .thenComparingDouble(Output::nearness)
                      .compare(other, this)
                  > 0
              ? other
              : this;
      return new Output(better.image, better.sights, better.candidate, other.candidates);
    }

    private long shown() {
      return sights.stream().filter(Sight::counts).count();
    }

    private double nearness() {
      return sights.stream().mapToDouble(Sight::score).sum();
    }
  }

  List<Output> outputs() {
    return best;
  }

  /** Of all tries. */
  List<ModelUsed> models() {
    return models;
  }

  void run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    int candidates = operation.candidates(attempt.getSpec());
    stages.beginCandidate(0, candidates);
    Instant begin = time.instant();
    Made made = operation.run(attempt, inputs, stages, cancellation);
    models.addAll(made.models());
    best.addAll(measured(made, 0, stages, cancellation));
    for (int number = 1;
        number < candidates && !lacking().isEmpty() && fits(begin, attempt);
        number++) {
      cancellation.check();
      stages.beginCandidate(number, candidates);
      begin = time.instant();
      tryAgain(attempt, inputs, new Candidate(number, lacking()), stages, cancellation);
    }
  }

  /** Whether another try that takes as long as the last one ends before the deadline. */
  private boolean fits(Instant begin, JobAttempt attempt) {
    Instant now = time.instant();
    return now.plus(Duration.between(begin, now)).isBefore(attempt.getDeadline());
  }

  private void tryAgain(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    Optional<Made> made = drawn(attempt, inputs, candidate, stages, cancellation);
    if (made.isPresent()) {
      models.addAll(made.get().models());
      List<Output> others = measured(made.get(), candidate.number(), stages, cancellation);
      for (int i = 0; i < others.size(); i++) {
        int output = candidate.outputs().get(i);
        best.set(output, best.get(output).orBetter(others.get(i)));
      }
    }
  }

  /** A try that is refused, for what it happened to show, takes nothing from what is there. */
  private Optional<Made> drawn(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    try {
      return Optional.of(operation.run(attempt, inputs, candidate, stages, cancellation));
    } catch (OperationRefused _) {
      return Optional.empty();
    }
  }

  private List<Integer> lacking() {
    return IntStream.range(0, best.size())
        .filter(output -> best.get(output).lacks())
        .boxed()
        .toList();
  }

  private List<Output> measured(
      Made made, int candidate, StageClock stages, Cancellation cancellation) {
    return stages.during(
        Stage.IDENTITY,
        () ->
            made.images().stream()
                .map(
                    image ->
                        new Output(
                            image,
                            meter.look(image.bytes(), cancellation),
                            candidate,
                            candidate + 1))
                .toList());
  }
}
