package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackSnapshot;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileDeletion;
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
 *   <li>Each change of the profile that a job makes gives one {@link Effect.ProfileChanged}.
 *   <li>A record that is in the snapshot already changes nothing, and what followed from it follows
 *       again: {@link ReadAgain}.
 * </ul>
 */
public final class JobProjection {
  private JobProjection() {}

  public static Step apply(Optional<JobSnapshot> known, JobRecord record) {
    return known
        .filter(record::isIn)
        .map(job -> ReadAgain.step(job, record))
        .orElseGet(() -> new Fold(known, record).step());
  }

  /** One record that is not in the snapshot yet. */
  private record Fold(Optional<JobSnapshot> known, JobRecord record) {

    Step step() {
      return switch (record) {
        case JobRecord.Command(JobCommand command, _) -> step(command);
        case JobRecord.Event(JobEvent event, _) -> step(event);
        case JobRecord.Attempt(CallbackAttempt attempt, _) -> step(attempt);
        case JobRecord.Inputs(InputsReady inputs, _) -> step(inputs);
        case JobRecord.Deletion(ProfileDeletion deletion, _) -> step(deletion);
      };
    }

    private Step step(JobCommand command) {
      return switch (command.getCommand()) {
        case Submit submit -> withProfile(submitted(command, submit));
        case Cancel _, Redrive _ ->
            known.isPresent()
                ? Step.unchanged(known)
                : Step.anomaly(known, command.getJobId(), StateAnomaly.COMMAND_FOR_UNKNOWN_JOB);
        default -> throw new IllegalArgumentException("no such command in the schema");
      };
    }

    private Step step(JobEvent event) {
      JobSnapshot before =
          known.orElseGet(() -> unsubmitted(event.getJobId(), event.getAccount(), event.getAt()));
      return switch (EventFold.fold(before, event)) {
        case EventFold.Changed(JobSnapshot.Builder after) -> withProfile(changed(before, after));
        case EventFold.Unchanged() -> Step.unchanged(known);
        case EventFold.Ignored(StateAnomaly anomaly) ->
            Step.anomaly(known, event.getJobId(), anomaly);
      };
    }

    private Step step(CallbackAttempt attempt) {
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

    /** Photos that were to be fetched are there; that they are not is told by the events. */
    private Step step(InputsReady inputs) {
      JobSnapshot before =
          known.orElseGet(
              () -> unsubmitted(inputs.getJobId(), inputs.getAccount(), inputs.getAt()));
      if (inputs.getFailure() != null || before.getInputsReadyAt() != null) {
        return Step.unchanged(known);
      }
      return withProfile(
          changed(before, JobSnapshot.newBuilder(before).setInputsReadyAt(inputs.getAt())));
    }

    /** The profile that the job made, or makes, is gone for good; the job stays to be seen. */
    private Step step(ProfileDeletion deletion) {
      JobSnapshot before =
          known.orElseGet(
              () -> unsubmitted(deletion.getProfileId(), deletion.getAccount(), deletion.getAt()));
      if (!before.getAccount().equals(deletion.getAccount())) {
        return Step.anomaly(known, deletion.getProfileId(), StateAnomaly.FOREIGN_DELETION);
      }
      if (before.getProfileDeletedAt() != null) {
        return Step.unchanged(known);
      }
      return withProfile(
          changed(before, JobSnapshot.newBuilder(before).setProfileDeletedAt(deletion.getAt())));
    }

    private Step withProfile(Step step) {
      Optional<Profile> before = known.flatMap(ProfileProjection::of);
      Optional<Profile> now = step.snapshot().flatMap(ProfileProjection::of);
      if (before.equals(now)) {
        return step;
      }
      String profileId = now.or(() -> before).orElseThrow().getProfileId();
      return step.and(new Effect.ProfileChanged(profileId, now));
    }

    private Step submitted(JobCommand command, Submit submit) {
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
              .setTag(submit.getTag())
              .setParameters(submit.getSpec().getParameters())
              .setOutputCount(submit.getSpec().getOutputCount())
              .setSource(submit.getSource())
              .setCreatedAt(command.getAt());
      if (before.getQueuedAt() == null) { // else the scheduler's word on the price is there
        after.setReservedMicros(submit.getPrice().getReservedMicros());
      }
      if (before.getLane() == null) { // likewise
        after.setLane(submit.getLane());
      }
      if (submit.getSources().isEmpty() && before.getInputsReadyAt() == null) {
        after.setInputsReadyAt(command.getAt()); // there was nothing to fetch
      }
      if (submit.getCallbackUrl() != null) {
        after.setCallback(new CallbackSnapshot(submit.getCallbackUrl(), attemptsOf(before)));
      }
      JobSnapshot job = counted(before, after);
      return new Step(Optional.of(job), callbackIfEnded(job));
    }

    private Step changed(JobSnapshot before, JobSnapshot.Builder after) {
      JobSnapshot job = counted(before, after);
      boolean endedNow = !JobEnds.hasEnded(before) && JobEnds.hasEnded(job);
      return new Step(Optional.of(job), endedNow ? callbackIfEnded(job) : List.of());
    }

    private JobSnapshot counted(JobSnapshot before, JobSnapshot.Builder after) {
      return after
          .setSequence(before.getSequence() + 1)
          .setTakenIn(record.addedTo(before.getTakenIn()))
          .build();
    }
  }

  private static List<Effect> callbackIfEnded(JobSnapshot job) {
    return Effect.CallbackNeeded.ofEnd(job).<List<Effect>>map(List::of).orElse(List.of());
  }

  private static List<CallbackAttempt> attemptsOf(JobSnapshot job) {
    return job.getCallback() == null ? List.of() : job.getCallback().getAttempts();
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
