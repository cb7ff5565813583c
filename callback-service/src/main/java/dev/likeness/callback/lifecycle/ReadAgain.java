package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Submit;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A record that a snapshot holds already: after a crash the snapshot may have been stored, and what
 * followed from it may not. So it follows once more. Pure.
 */
final class ReadAgain {
  private ReadAgain() {}

  static Step step(JobSnapshot job, JobRecord record) {
    var effects = new ArrayList<Effect>();
    callback(job, record).ifPresent(effects::add);
    if (job.getSubmitted() && job.getOperation() == Operation.TRAIN) {
      effects.add(new Effect.ProfileChanged(job.getJobId(), ProfileProjection.of(job)));
    }
    return new Step(Optional.of(job), effects);
  }

  /**
   * The webhook that the record brought about, if nothing shows that it was stored: an attempt to
   * deliver it does. Whoever delivers takes the first of the same name.
   */
  private static Optional<Effect.CallbackNeeded> callback(JobSnapshot job, JobRecord record) {
    Optional<JobSnapshot> ended =
        switch (record) {
          case JobRecord.Command(var command, _) ->
              Optional.of(job).filter(_ -> command.getCommand() instanceof Submit);
          case JobRecord.Event(JobEvent event, _) -> endedBy(job, event);
          case JobRecord.Attempt _, JobRecord.Inputs _, JobRecord.Deletion _ -> Optional.empty();
        };
    return ended
        .flatMap(Effect.CallbackNeeded::ofEnd)
        .filter(needed -> !wasAttempted(job, needed.callbackId()));
  }

  private static boolean wasAttempted(JobSnapshot job, String callbackId) {
    return job.getCallback() != null
        && job.getCallback().getAttempts().stream()
            .anyMatch(attempt -> attempt.getCallbackId().equals(callbackId));
  }

  /** The job as the event ended it; empty if it did not. */
  private static Optional<JobSnapshot> endedBy(JobSnapshot job, JobEvent event) {
    boolean isEnded = JobEnds.hasEnded(job);
    if (isEnded && job.getFinishedAt().equals(event.getAt())) {
      return Optional.of(job);
    }
    boolean wasTakenUpAgain = !isEnded || event.getAt().isBefore(job.getFinishedAt());
    return event.getEvent() instanceof Failed && wasTakenUpAgain
        ? Optional.of(asItFailed(job, event))
        : Optional.empty();
  }

  /** Of a job that was taken up again, when it failed before: older than what is known now. */
  private static JobSnapshot asItFailed(JobSnapshot job, JobEvent failed) {
    JobSnapshot open =
        JobSnapshot.newBuilder(job)
            .setStatus(JobStatus.QUEUED)
            .setFinishedAt(null)
            .setOutcome(null)
            .setAttempts(
                job.getAttempts().stream()
                    .filter(attempt -> !attempt.getReleasedAt().isAfter(failed.getAt()))
                    .toList())
            .build();
    return switch (EventFold.fold(open, failed)) {
      case EventFold.Changed(JobSnapshot.Builder after) ->
          after.setSequence(Math.max(1, job.getSequence() - 1)).build();
      case EventFold.Unchanged() -> open;
      case EventFold.Ignored _ -> open;
    };
  }
}
