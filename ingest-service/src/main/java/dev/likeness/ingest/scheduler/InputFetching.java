package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.scheduler.Fetch.Stage;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsReady;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.DoubleSupplier;

/**
 * Decides about jobs whose photos are still to be fetched. Fetched photos are taken from whichever
 * try brings them; a failure counts only for the latest try, so that no try fails twice. A try that
 * was postponed comes again after a pause that grows, as often as the job's deadline allows.
 *
 * @param random gives numbers from 0 (included) to 1
 */
record InputFetching(SchedulerRules rules, DoubleSupplier random, Endings endings) {
  private static final Failure NO_ANSWER =
      new Failure(
          FailureCode.UNAVAILABLE.name(),
          "The photos could not be fetched in time; send the request again.");

  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofSeconds(5), Duration.ofMinutes(10), 9, 0.2);

  /**
   * The state of a new job.
   *
   * @param atOnce whether its photos are fetched without waiting for a turn
   */
  JobState.AwaitingInputs begun(Job job, boolean atOnce, Instant now) {
    var waiting = new JobState.AwaitingInputs(job, Fetch.first(), now);
    return atOnce ? asked(waiting, now) : waiting;
  }

  /** It is the job's turn. */
  Decision chosen(JobState.AwaitingInputs waiting, Instant now) {
    var asked = asked(waiting, now);
    return Decision.to(asked, new JobRecords(asked.job(), now).fetch(asked.fetch().number()));
  }

  Decision answered(JobState.AwaitingInputs waiting, InputsReady answer, Instant now) {
    Failure failure = answer.getFailure();
    if (failure == null) {
      return Decision.to(waiting.fetched(answer.getInputs()));
    }
    if (answer.getAttemptNumber() != waiting.fetch().number() || !waiting.is(Stage.ASKED)) {
      return Decision.to(waiting);
    }
    if (answer.getPostponed()) {
      Fetch putOff = waiting.fetch().putOff();
      return Decision.to(waiting.with(putOff, later(now, pauseAfter(putOff.postponed()))));
    }
    var delay = rules.fetches().delayAfter(waiting.fetch().number(), random);
    return answer.getRetryable() && delay.isPresent()
        ? Decision.to(waiting.with(waiting.fetch().failed(), later(now, delay.get())))
        : fail(waiting, failure, now);
  }

  private Duration pauseAfter(int postponed) {
    return PAUSES.delayAfter(Math.min(postponed, PAUSES.attempts() - 1), random).orElseThrow();
  }

  /** A pause is over, or the latest try is lost. */
  Decision due(JobState.AwaitingInputs waiting, boolean atOnce, Instant now) {
    Fetch fetch = waiting.fetch();
    return switch (fetch.stage()) {
      case WANTED -> Decision.to(waiting);
      case RESTING -> {
        var wanted = waiting.with(fetch.postponed() > 0 ? fetch.wanted() : fetch.next(), now);
        yield atOnce ? chosen(wanted, now) : Decision.to(wanted);
      }
      case ASKED ->
          fetch.number() < rules.fetches().attempts()
              ? chosen(waiting.with(fetch.next(), now), now)
              : fail(waiting, NO_ANSWER, now);
    };
  }

  private JobState.AwaitingInputs asked(JobState.AwaitingInputs waiting, Instant now) {
    return waiting.with(waiting.fetch().asked(), now.plus(rules.fetchedWithin()));
  }

  private Decision fail(JobState.AwaitingInputs waiting, Failure failure, Instant now) {
    return endings.uncharged(waiting, Ending.FAILED, new Failed(failure, 0, null), now);
  }

  private static Instant later(Instant now, Duration delay) {
    return now.plus(delay).truncatedTo(ChronoUnit.MILLIS);
  }
}
