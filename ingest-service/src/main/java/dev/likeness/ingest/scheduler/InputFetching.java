package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsReady;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.DoubleSupplier;

/**
 * Decides about jobs whose photos are still to be fetched. Fetched photos are taken from whichever
 * try brings them; a failure counts only for the latest try, so that no try fails twice.
 *
 * @param random gives numbers from 0 (included) to 1
 */
record InputFetching(SchedulerRules rules, DoubleSupplier random, Endings endings) {
  private static final Failure NO_ANSWER =
      new Failure(
          FailureCode.UNAVAILABLE.name(),
          "The photos could not be fetched in time; send the request again.");

  /** The state in which the photos of a new job are fetched for the first time. */
  JobState.AwaitingInputs begun(Job job, Instant now) {
    return new JobState.AwaitingInputs(job, 1, false, now.plus(rules.fetchedWithin()));
  }

  Decision answered(JobState.AwaitingInputs waiting, InputsReady answer, Instant now) {
    Failure failure = answer.getFailure();
    if (failure == null) {
      return Decision.to(waiting.fetched(answer.getInputs()));
    }
    if (answer.getAttemptNumber() != waiting.fetch() || waiting.failed()) {
      return Decision.to(waiting);
    }
    var delay = rules.fetches().delayAfter(waiting.fetch(), random);
    return answer.getRetryable() && delay.isPresent()
        ? Decision.to(waiting.againAt(later(now, delay.get())))
        : fail(waiting, failure, now);
  }

  /** The next try is due, or the latest is lost. */
  Decision due(JobState.AwaitingInputs waiting, Instant now) {
    int next = waiting.fetch() + 1;
    if (next > rules.fetches().attempts()) {
      return fail(waiting, NO_ANSWER, now);
    }
    return Decision.to(
        new JobState.AwaitingInputs(waiting.job(), next, false, now.plus(rules.fetchedWithin())),
        new JobRecords(waiting.job(), now).fetch(next));
  }

  private Decision fail(JobState.AwaitingInputs waiting, Failure failure, Instant now) {
    return endings.uncharged(waiting, Ending.FAILED, new Failed(failure, 0), now);
  }

  private static Instant later(Instant now, Duration delay) {
    return now.plus(delay).truncatedTo(ChronoUnit.MILLIS);
  }
}
