package dev.likeness.callback.lifecycle;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.Cancelled;
import dev.likeness.schema.v1.Expired;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import dev.likeness.schema.v1.RetryScheduled;
import dev.likeness.schema.v1.Started;
import dev.likeness.schema.v1.Succeeded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What each event changes in a snapshot. Pure. */
final class EventFold {

  sealed interface Outcome {}

  record Changed(JobSnapshot.Builder after) implements Outcome {}

  record Unchanged() implements Outcome {}

  record Ignored(StateAnomaly anomaly) implements Outcome {}

  private final JobSnapshot before;
  private final AttemptHistory attempts;
  private final Instant at;

  private EventFold(JobSnapshot before, Instant at) {
    this.before = before;
    this.attempts = new AttemptHistory(before.getAttempts());
    this.at = at;
  }

  static Outcome fold(JobSnapshot before, JobEvent event) {
    var fold = new EventFold(before, event.getAt());
    return JobEnds.hasEnded(before) ? fold.afterEnd(event) : fold.beforeEnd(event);
  }

  private Outcome afterEnd(JobEvent event) {
    return switch (event.getEvent()) {
      case Queued queued when before.getStatus() == JobStatus.FAILED -> reopened(queued);
      case Succeeded _, Failed _, Cancelled _, Expired _ -> new Ignored(StateAnomaly.SECOND_END);
      default -> new Ignored(StateAnomaly.EVENT_AFTER_END);
    };
  }

  private Outcome beforeEnd(JobEvent event) {
    return switch (event.getEvent()) {
      case Queued queued -> new Changed(queued(queued));
      case Released released -> released(released);
      case Started started -> started(started);
      case Progressed progressed -> progressed(progressed);
      case AttemptSucceeded reported -> succeeded(reported);
      case AttemptFailed reported -> failed(reported);
      case RetryScheduled retry -> retried(retry);
      case Succeeded succeeded -> ended(succeeded);
      case Failed failed -> ended(failed);
      case Cancelled cancelled ->
          stopped(
              JobStatus.CANCELED, new Failure(FailureCode.CANCELED.name(), cancelled.getReason()));
      case Expired expired ->
          stopped(
              JobStatus.EXPIRED,
              new Failure(
                  FailureCode.TIMEOUT.name(),
                  "The job did not finish by its deadline, " + expired.getDeadline() + "."));
      default -> throw new IllegalArgumentException("no such event in the schema");
    };
  }

  private JobSnapshot.Builder queued(Queued queued) {
    return change()
        .setQueuedAt(before.getQueuedAt() == null ? at : before.getQueuedAt())
        .setLane(queued.getLane())
        .setTicket(queued.getTicket())
        .setReservedMicros(queued.getPrice().getReservedMicros());
  }

  private Outcome reopened(Queued queued) {
    return new Changed(
        waiting(queued(queued)).setFinishedAt(null).setFailure(null).setCostMicros(null));
  }

  private Outcome released(Released released) {
    return new Changed(
        change()
            .setAttempts(
                attempts
                    .with(
                        released.getAttemptId(),
                        at,
                        attempt ->
                            attempt.setAttemptNumber(released.getAttemptNumber()).setReleasedAt(at))
                    .attempts()));
  }

  private Outcome started(Started started) {
    if (attempts.isOver(started.getAttemptId())) {
      return new Ignored(StateAnomaly.EVENT_AFTER_ATTEMPT);
    }
    var history =
        attempts.with(
            started.getAttemptId(),
            at,
            attempt ->
                attempt
                    .setStartedAt(attempt.getStartedAt() == null ? at : attempt.getStartedAt())
                    .setWorkerId(started.getWorkerId()));
    return new Changed(running().setAttempts(history.attempts()).setStage(null).setFraction(0));
  }

  private Outcome progressed(Progressed progressed) {
    if (attempts.isOver(progressed.getAttemptId())) {
      return new Ignored(StateAnomaly.EVENT_AFTER_ATTEMPT);
    }
    if (before.getStatus() == JobStatus.IN_PROGRESS
        && progressed.getStage().equals(before.getStage())
        && Float.compare(progressed.getFraction(), before.getFraction()) == 0) {
      return new Unchanged(); // a mere sign of life
    }
    return new Changed(
        running().setStage(progressed.getStage()).setFraction(progressed.getFraction()));
  }

  private Outcome succeeded(AttemptSucceeded reported) {
    return attemptOver(reported.getAttemptId(), reported.getWorkerId(), null);
  }

  private Outcome failed(AttemptFailed reported) {
    return attemptOver(reported.getAttemptId(), reported.getWorkerId(), reported.getFailure());
  }

  private Outcome attemptOver(
      String attemptId, @Nullable String workerId, @Nullable Failure failure) {
    if (attempts.isOver(attemptId)) {
      return new Ignored(StateAnomaly.EVENT_AFTER_ATTEMPT);
    }
    var history =
        attempts.with(
            attemptId,
            at,
            attempt ->
                attempt
                    .setFinishedAt(at)
                    .setWorkerId(workerId == null ? attempt.getWorkerId() : workerId)
                    .setFailure(failure));
    return new Changed(change().setAttempts(history.attempts()));
  }

  private Outcome retried(RetryScheduled retry) {
    var history = attempts.endedAt(reported(retry.getReportedAt()), retry.getFailure());
    return new Changed(waiting(change()).setAttempts(history.attempts()));
  }

  private Outcome ended(Succeeded succeeded) {
    var history = attempts.endedAt(reported(succeeded.getReportedAt()), null);
    return new Changed(
        over(JobStatus.SUCCEEDED, history)
            .setFraction(1)
            .setCostMicros(succeeded.getCostMicros())
            .setOutcome(succeeded.getOutcome()));
  }

  private Outcome ended(Failed failed) {
    var history = attempts.endedAt(reported(failed.getReportedAt()), failed.getFailure());
    return new Changed(
        over(JobStatus.FAILED, history).setCostMicros(0L).setFailure(failed.getFailure()));
  }

  /** The attempt that ran, if one did, is not to blame. */
  private Outcome stopped(JobStatus status, Failure failure) {
    return new Changed(
        over(status, attempts.endedAt(at, null)).setCostMicros(0L).setFailure(failure));
  }

  /** Nobody but the scheduler hears workers' reports: its event tells when there was one. */
  private Instant reported(@Nullable Instant reportedAt) {
    return reportedAt == null ? at : reportedAt;
  }

  private JobSnapshot.Builder over(JobStatus status, AttemptHistory history) {
    return change()
        .setStatus(status)
        .setFinishedAt(at)
        .setStage(null)
        .setAttempts(history.attempts());
  }

  private JobSnapshot.Builder running() {
    return change()
        .setStatus(JobStatus.IN_PROGRESS)
        .setStartedAt(before.getStartedAt() == null ? at : before.getStartedAt());
  }

  private JobSnapshot.Builder waiting(JobSnapshot.Builder change) {
    return change.setStatus(JobStatus.QUEUED).setStage(null).setFraction(0);
  }

  private JobSnapshot.Builder change() {
    return JobSnapshot.newBuilder(before);
  }
}
