package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Profile;
import java.util.Optional;

/** What has to follow from a step of a job; an edge carries it out. */
public sealed interface Effect {
  /**
   * The job ended and its customer wants to be told.
   *
   * @param callbackId the same however often this end is reached, by replay for example
   */
  record CallbackNeeded(JobSnapshot job, String callbackId, String url) implements Effect {

    /** Empty unless the job has ended and somebody is to be told. */
    static Optional<CallbackNeeded> ofEnd(JobSnapshot job) {
      boolean wanted = job.getSubmitted() && job.getCallback() != null;
      return JobEnds.callbackId(job)
          .filter(_ -> wanted)
          .map(id -> new CallbackNeeded(job, id, job.getCallback().getUrl()));
    }
  }

  /**
   * The profile that the job makes is another than before.
   *
   * @param profile empty if there is none any more
   */
  record ProfileChanged(String profileId, Optional<Profile> profile) implements Effect {}

  /** A record came that does not fit what is known of the job, and changed nothing. */
  record AnomalyFound(StateAnomaly anomaly, String jobId) implements Effect {}
}
