package dev.likeness.ingest.scheduler;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Redrive;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Submit;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a job. Keeps nothing: the same state, input and time (and the same
 * attempt id, random number and word of the workers) lead to the same decision. Any input is
 * allowed in any state; one that does not concern the state changes nothing.
 *
 * <p>Every RESERVE is followed by exactly one SETTLE or REFUND, with the one terminal event.
 *
 * <p>Thread safe if the suppliers are.
 */
public final class JobLifecycle {
  private static final String UNTAKEN = "No worker took the attempt although slots wait for work.";
  private static final Failure UNUSABLE_RESULT =
      new Failure(FailureCode.INTERNAL.name(), "The worker's result cannot be used.");

  private final SchedulerRules rules;
  private final String pool;
  private final PoolStatus workers;
  private final Supplier<String> attemptIds;
  private final DoubleSupplier random;
  private final Endings endings;
  private final InputFetching fetching;

  /**
   * @param pool workers to which attempts go
   * @param workers tells who has an attempt, and whether that pool waits for work
   * @param attemptIds gives ids that were never given before: 32 lowercase hex digits
   * @param random gives numbers from 0 (included) to 1
   */
  public JobLifecycle(
      SchedulerRules rules,
      String pool,
      PoolStatus workers,
      Supplier<String> attemptIds,
      DoubleSupplier random) {
    this.rules = rules;
    this.pool = pool;
    this.workers = workers;
    this.attemptIds = attemptIds;
    this.random = random;
    this.endings = new Endings(rules.rememberFor());
    this.fetching = new InputFetching(rules, random, endings);
  }

  public SchedulerRules rules() {
    return rules;
  }

  public String pool() {
    return pool;
  }

  /**
   * What {@code input} leads to.
   *
   * @param state null for a job that is not known
   * @param now in whole milliseconds
   */
  public Decision decide(@Nullable JobState state, Input input, Instant now) {
    return switch (input) {
      case Input.Commanded commanded ->
          state == null || state.isForgotten(now)
              ? ofUnknown(commanded, now)
              : commanded(state, commanded, now);
      case Input.Answered(var answer) ->
          state instanceof JobState.AwaitingInputs waiting
              ? fetching.answered(waiting, answer, now)
              : Decision.to(state);
      case Input.Reported(var event) ->
          state instanceof JobState.Out out ? reported(out, event, now) : Decision.to(state);
      case Input.Woken(boolean fetchedAtOnce) ->
          state == null ? Decision.to(null) : woken(state, fetchedAtOnce, now);
      case Input.Chosen() ->
          switch (state) {
            case JobState.Held held -> chosen(held, now);
            case JobState.AwaitingInputs waiting when waiting.is(Fetch.Stage.WANTED) ->
                chosen(waiting, now);
            case null, default -> Decision.to(state);
          };
    };
  }

  /**
   * What becomes of a job when {@link #decide} throws.
   *
   * @param asked the command that could not be decided about, if it was one
   */
  public Decision undecidable(@Nullable JobState state, Optional<JobCommand> asked, Instant now) {
    return endings.undecidable(state, asked, now);
  }

  private Decision ofUnknown(Input.Commanded commanded, Instant now) {
    JobCommand command = commanded.command();
    if (!(command.getCommand() instanceof Submit submit)) {
      return Decision.to(null);
    }
    var request =
        new JobRequest(
            new JobId(command.getJobId()), command.getAccount(), command.getAt(), submit);
    var job = Job.of(request, commanded.sequence(), commanded.ticket());
    return accept(
        job.lacksInputs()
            ? fetching.begun(job, commanded.fetchedAtOnce(), now)
            : new JobState.Held(job, 0),
        now);
  }

  private Decision commanded(JobState state, Input.Commanded commanded, Instant now) {
    JobCommand command = commanded.command();
    if (!state.account().equals(command.getAccount())) {
      return Decision.to(state);
    }
    return switch (command.getCommand()) {
      case Cancel cancel when state instanceof JobState.Live live ->
          endings.uncharged(live, Ending.CANCELLED, new Cancelled(cancel.getReason()), now);
      case Redrive _ when state instanceof JobState.DeadLettered dead ->
          accept(dead.redrive(now, commanded.sequence(), commanded.ticket()), now);
      default -> Decision.to(state);
    };
  }

  private static Decision accept(JobState.Live state, Instant now) {
    Job job = state.job();
    var records = new JobRecords(job, now);
    var submit = job.request().submit();
    var effects = new ArrayList<Effect>();
    effects.add(records.reserve());
    effects.add(records.announce(new Queued(submit.getLane(), submit.getPrice(), job.ticket())));
    if (state instanceof JobState.AwaitingInputs waiting && waiting.is(Fetch.Stage.ASKED)) {
      effects.add(records.fetch(waiting.fetch().number()));
    }
    return new Decision(state, effects);
  }

  private Decision chosen(JobState.AwaitingInputs waiting, Instant now) {
    return now.isBefore(waiting.job().deadline())
        ? fetching.chosen(waiting, now)
        : expire(waiting, now);
  }

  private Decision chosen(JobState.Held held, Instant now) {
    if (!now.isBefore(held.job().deadline())) {
      return expire(held, now);
    }
    return handOut(held.release(attemptIds.get(), now, checkAt(now, now)), now, List.of());
  }

  /**
   * @param before effects that come first
   */
  private Decision handOut(JobState.Released released, Instant now, List<Effect> before) {
    var attempt = released.attempt();
    var records = new JobRecords(released.job(), now);
    var effects = new ArrayList<>(before);
    effects.add(records.announce(new Released(attempt.id(), attempt.number(), pool)));
    effects.add(records.handOut(attempt));
    return new Decision(released, effects);
  }

  /** When to look again at an attempt of which no worker was heard. */
  private Instant checkAt(Instant releasedAt, Instant now) {
    Instant startBy = releasedAt.plus(rules.startWithin());
    Instant next = now.plus(rules.takenWithin());
    return next.isBefore(startBy) ? next : startBy;
  }

  /** An event of another attempt than the one that owns the job is late and changes nothing. */
  private Decision reported(JobState.Out out, JobEvent event, Instant now) {
    String owner = out.attempt().id();
    return switch (event.getEvent()) {
      case AttemptSucceeded success when success.getAttemptId().equals(owner) ->
          delivered(out, success.getOutcome(), event.getAt(), now);
      case AttemptFailed failure when failure.getAttemptId().equals(owner) ->
          fail(out, failure.getFailure(), event.getAt(), now, List.of());
      default -> Decision.to(out);
    };
  }

  /** What customers are shown, and charged for, must be this attempt's own. */
  private Decision delivered(JobState.Out out, Outcome outcome, Instant reportedAt, Instant now) {
    String job = out.job().request().id().value();
    String attempt = out.attempt().id();
    return outcome.getOutputs().stream()
            .allMatch(o -> BlobKeys.isArtifactOf(o.getBlob().getKey(), job, attempt))
        ? succeed(out, outcome, reportedAt, now)
        : fail(out, UNUSABLE_RESULT, reportedAt, now, List.of());
  }

  private Decision succeed(JobState.Out out, Outcome outcome, Instant reportedAt, Instant now) {
    var records = new JobRecords(out.job(), now);
    var attempt = out.attempt();
    var charge = Charge.of(out.job().request().submit(), outcome);
    return Decision.to(
        out.end(Ending.SUCCEEDED, now.plus(rules.rememberFor())),
        records.settle(charge),
        records.announce(
            new Succeeded(attempt.id(), attempt.number(), outcome, charge.micros(), reportedAt)));
  }

  /**
   * @param reportedAt when the worker said so; null if it did not
   * @param before effects that come first
   */
  private Decision fail(
      JobState.Out out,
      Failure failure,
      @Nullable Instant reportedAt,
      Instant now,
      List<Effect> before) {
    var records = new JobRecords(out.job(), now);
    var effects = new ArrayList<>(before);
    if (!FailureCode.named(failure.getCode()).retryable()) {
      effects.add(records.refund());
      effects.add(records.announce(new Failed(failure, out.attempts(), reportedAt)));
      return new Decision(out.end(Ending.FAILED, now.plus(rules.rememberFor())), effects);
    }
    var delay = rules.retries().delayAfter(out.attempts(), random);
    if (delay.isEmpty()) {
      effects.add(records.giveUp(out.attempts(), failure));
      effects.add(records.refund());
      effects.add(records.announce(new Failed(failure, out.attempts(), reportedAt)));
      return new Decision(out.bury(now.plus(rules.rememberFor())), effects);
    }
    Instant dueAt = now.plus(delay.get()).truncatedTo(ChronoUnit.MILLIS);
    effects.add(
        records.announce(new RetryScheduled(out.attempts() + 1, dueAt, failure, reportedAt)));
    return new Decision(out.retryAt(dueAt), effects);
  }

  private Decision woken(JobState state, boolean fetchedAtOnce, Instant now) {
    if (now.isBefore(state.wakeAt())) {
      return Decision.to(state);
    }
    if (state instanceof JobState.Live live && !now.isBefore(live.job().deadline())) {
      return expire(live, now);
    }
    return switch (state) {
      case JobState.AwaitingInputs waiting -> fetching.due(waiting, fetchedAtOnce, now);
      case JobState.Held held -> Decision.to(held);
      case JobState.Released released ->
          heardOf(released, now).orElseGet(() -> unstarted(released, now));
      case JobState.Running running ->
          heardOf(running, now).orElseGet(() -> lose(running, "The worker fell silent.", now));
      case JobState.WaitingForRetry waiting -> Decision.to(waiting.due());
      case JobState.DeadLettered _, JobState.Ended _ -> Decision.to(null);
    };
  }

  /** A worker has named the attempt; empty if none did for as long as one may be silent. */
  private Optional<Decision> heardOf(JobState.Out out, Instant now) {
    return workers
        .heardOf(out.attempt().id())
        .map(at -> at.plus(rules.silentAfter()))
        .filter(now::isBefore)
        .map(silentAt -> Decision.to(out.heard(silentAt)));
  }

  /**
   * No worker has the attempt: all of them are busy, or, against all promises, the attempt's place
   * in the queue is not read (infra/adr/0022). In the second case a slot has waited for as long as
   * the attempt, and another place may be read.
   */
  private Decision unstarted(JobState.Released released, Instant now) {
    Instant releasedAt = released.attempt().releasedAt();
    if (!now.isBefore(releasedAt.plus(rules.startWithin()))) {
      return lose(released, "No worker started the attempt.", now);
    }
    boolean aSlotWaitedAsLong =
        workers.waitingSince(pool).filter(since -> !since.isAfter(releasedAt)).isPresent();
    boolean longEnough = Duration.between(releasedAt, now).compareTo(rules.takenWithin()) >= 0;
    if (!aSlotWaitedAsLong || !longEnough) {
      return Decision.to(released.checkedAgainAt(checkAt(releasedAt, now)));
    }
    var stop = new JobRecords(released.job(), now).stopUntaken(released.attempt(), UNTAKEN);
    return handOut(released.again(attemptIds.get(), now, checkAt(now, now)), now, List.of(stop));
  }

  private Decision lose(JobState.Out out, String detail, Instant now) {
    var failure = new Failure(FailureCode.WORKER_LOST.name(), detail);
    var event = new AttemptFailed(out.attempt().id(), null, failure);
    var records = new JobRecords(out.job(), now);
    var effects = List.of(records.announce(event), records.stop(out.attempt(), detail));
    return fail(out, failure, null, now, effects);
  }

  private Decision expire(JobState.Live live, Instant now) {
    return endings.uncharged(live, Ending.EXPIRED, new Expired(live.job().deadline()), now);
  }
}
