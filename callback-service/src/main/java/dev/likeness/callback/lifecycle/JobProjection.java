package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackSnapshot;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Redrive;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Folds the records of one job into what the view knows of it. Pure.
 *
 * <ul>
 *   <li>The first Submit makes the job visible; later ones change nothing.
 *   <li>A Cancel or Redrive changes nothing by itself: the scheduler decides, and its events tell.
 *   <li>Only the scheduler's Succeeded, Failed, Cancelled and Expired end a job, and the first
 *       wins. A failed job is open again when the scheduler queues it again, after a redrive.
 *   <li>An event may come before its Submit: it is kept, in a snapshot that is not {@code
 *       submitted}.
 *   <li>Each end of a job with a callback URL gives one {@link Effect.CallbackNeeded}.
 * </ul>
 */
public final class JobProjection {
  private JobProjection() {}

  public static Step apply(Optional<JobSnapshot> known, JobCommand command) {
    return switch (command.getCommand()) {
      case Submit submit -> submitted(known, command, submit);
      case Cancel _, Redrive _ ->
          known.isPresent()
              ? Step.unchanged(known)
              : Step.anomaly(known, command.getJobId(), StateAnomaly.COMMAND_FOR_UNKNOWN_JOB);
      default -> throw new IllegalArgumentException("no such command in the schema");
    };
  }

  public static Step apply(Optional<JobSnapshot> known, JobEvent event) {
    JobSnapshot before =
        known.orElseGet(() -> unsubmitted(event.getJobId(), event.getAccount(), event.getAt()));
    return switch (EventFold.fold(before, event)) {
      case EventFold.Changed(JobSnapshot.Builder after) -> changed(before, after);
      case EventFold.Unchanged() -> Step.unchanged(known);
      case EventFold.Ignored(StateAnomaly anomaly) ->
          Step.anomaly(known, event.getJobId(), anomaly);
    };
  }

  public static Step apply(Optional<JobSnapshot> known, CallbackAttempt attempt) {
    JobSnapshot before =
        known.orElseGet(
            () -> unsubmitted(attempt.getJobId(), attempt.getAccount(), attempt.getAt()));
    var attempts = new ArrayList<CallbackAttempt>(attemptsOf(before));
    if (attempts.contains(attempt)) {
      return Step.unchanged(known);
    }
    attempts.add(attempt);
    String url = before.getCallback() == null ? "" : before.getCallback().getUrl();
    var after = JobSnapshot.newBuilder(before).setCallback(new CallbackSnapshot(url, attempts));
    return new Step(Optional.of(counted(before, after)), List.of());
  }

  private static Step submitted(Optional<JobSnapshot> known, JobCommand command, Submit submit) {
    if (known.isPresent() && known.get().getSubmitted()) {
      return Step.unchanged(known);
    }
    JobSnapshot before =
        known.orElseGet(
            () -> unsubmitted(command.getJobId(), command.getAccount(), command.getAt()));
    var after =
        JobSnapshot.newBuilder(before)
            .setSubmitted(true)
            .setAccount(command.getAccount())
            .setOperation(submit.getSpec().getOperation())
            .setResponseMode(submit.getSpec().getResponseMode())
            .setClientRequestId(submit.getClientRequestId())
            .setCreatedAt(command.getAt());
    if (before.getQueuedAt() == null) { // else the scheduler's word on the price is there
      after.setReservedMicros(submit.getPrice().getReservedMicros());
    }
    if (submit.getCallbackUrl() != null) {
      after.setCallback(new CallbackSnapshot(submit.getCallbackUrl(), attemptsOf(before)));
    }
    JobSnapshot job = counted(before, after);
    return new Step(Optional.of(job), callbackIfEnded(job));
  }

  private static Step changed(JobSnapshot before, JobSnapshot.Builder after) {
    JobSnapshot job = counted(before, after);
    boolean endedNow = !JobEnds.hasEnded(before) && JobEnds.hasEnded(job);
    return new Step(Optional.of(job), endedNow ? callbackIfEnded(job) : List.of());
  }

  private static List<Effect> callbackIfEnded(JobSnapshot job) {
    boolean wanted = job.getSubmitted() && job.getCallback() != null;
    return JobEnds.callbackId(job)
        .filter(_ -> wanted)
        .map(id -> List.<Effect>of(new Effect.CallbackNeeded(job, id, job.getCallback().getUrl())))
        .orElse(List.of());
  }

  private static List<CallbackAttempt> attemptsOf(JobSnapshot job) {
    return job.getCallback() == null ? List.of() : job.getCallback().getAttempts();
  }

  private static JobSnapshot counted(JobSnapshot before, JobSnapshot.Builder after) {
    return after.setSequence(before.getSequence() + 1).build();
  }

  /** The begin of every job; fields that only the Submit knows hold any value. */
  private static JobSnapshot unsubmitted(String jobId, String account, Instant seenAt) {
    return JobSnapshot.newBuilder()
        .setJobId(jobId)
        .setAccount(account)
        .setStatus(JobStatus.QUEUED)
        .setSequence(0)
        .setOperation(Operation.ENHANCE)
        .setResponseMode(ResponseMode.URLS)
        .setCreatedAt(seenAt)
        .setSubmitted(false)
        .build();
  }
}
