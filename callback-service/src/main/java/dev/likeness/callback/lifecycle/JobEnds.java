package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackOutcome;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What it means that a job has ended. */
public final class JobEnds {
  private JobEnds() {}

  public static boolean isEnd(JobStatus status) {
    return switch (status) {
      case QUEUED, IN_PROGRESS -> false;
      case SUCCEEDED, FAILED, CANCELED, EXPIRED -> true;
    };
  }

  public static boolean hasEnded(JobSnapshot job) {
    return isEnd(job.getStatus());
  }

  /** Whether the job's end is one that was charged. */
  public static boolean hasDelivered(JobSnapshot job) {
    return job.getStatus() == JobStatus.SUCCEEDED;
  }

  /**
   * Names the webhook of this end of the job; empty while it has not ended. Made of the job and the
   * time of its end, so that replaying the topics gives the same name, and a second end after a
   * redrive another one. Holds no full stop: that separates the parts of the signed content.
   */
  public static Optional<String> callbackId(JobSnapshot job) {
    return hasEnded(job)
        ? Optional.of(job.getJobId() + "-" + job.getFinishedAt().toEpochMilli())
        : Optional.empty();
  }

  /**
   * Since when nobody has had anything to do with the job: its retention begins then. Empty while
   * the profile that it made can be used.
   */
  public static Optional<Instant> idleSince(JobSnapshot job) {
    if (ProfileProjection.isReady(job)) {
      return Optional.empty();
    }
    Instant change = hasEnded(job) ? job.getFinishedAt() : job.getCreatedAt();
    Instant deletion = job.getProfileDeletedAt();
    return Optional.of(deletion != null && deletion.isAfter(change) ? deletion : change);
  }

  /** How far the webhook of the job's present end has come. */
  public static CallbackStatus callbackStatus(JobSnapshot job) {
    Optional<String> callbackId = callbackId(job);
    if (callbackId.isEmpty() || job.getCallback() == null) {
      return CallbackStatus.PENDING;
    }
    List<CallbackOutcome> outcomes =
        job.getCallback().getAttempts().stream()
            .filter(attempt -> attempt.getCallbackId().equals(callbackId.get()))
            .map(CallbackAttempt::getOutcome)
            .toList();
    if (outcomes.contains(CallbackOutcome.DELIVERED)) {
      return CallbackStatus.DELIVERED;
    }
    return outcomes.contains(CallbackOutcome.GIVEN_UP)
        ? CallbackStatus.GIVEN_UP
        : CallbackStatus.PENDING;
  }

  /** Delivered and given up are final. */
  public enum CallbackStatus {
    PENDING,
    DELIVERED,
    GIVEN_UP
  }
}
