package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ProfileDeletion;
import java.time.Duration;
import java.time.InstantSource;

/** Deletes profiles because their owner asks for it. Thread safe; calls block. */
public final class ProfileRemovals {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JobResults jobs;
  private final ProfileDeletionLog log;
  private final Cancellations cancellations;
  private final InstantSource clock;

  public ProfileRemovals(
      JobResults jobs, ProfileDeletionLog log, Cancellations cancellations, InstantSource clock) {
    this.jobs = jobs;
    this.log = log;
    this.cancellations = cancellations;
    this.clock = clock;
  }

  /**
   * Asks for the deletion and waits a little until the view shows it; when this returns the request
   * is durable. The view is asked what there is, not what this instance has heard: a profile of a
   * moment ago can be deleted too.
   *
   * @throws RefusalException with code {@code NOT_FOUND} if the account has no such profile, or no
   *     longer
   */
  public void remove(String account, String requestId, String profileId) {
    JobSnapshot training = training(account, profileId);
    if (!SyncJobs.hasEnded(training.getStatus())) {
      cancellations.append(account, requestId, new JobId(profileId), "the profile was deleted");
    }
    log.append(
        ProfileDeletion.newBuilder()
            .setProfileId(profileId)
            .setAccount(account)
            .setAt(clock.instant())
            .setRequestId(requestId)
            .build());
    var _ = jobs.awaitProfileDeletion(account, new JobId(profileId), PATIENCE);
  }

  private JobSnapshot training(String account, String profileId) {
    if (!JobId.isWellFormed(profileId)) {
      throw notFound();
    }
    return jobs.now(account, new JobId(profileId))
        .filter(job -> job.getOperation() == Operation.TRAIN)
        .filter(job -> job.getProfileDeletedAt() == null)
        .orElseThrow(ProfileRemovals::notFound);
  }

  private static RefusalException notFound() {
    return new RefusalException(FailureCode.NOT_FOUND, "There is no profile with this id.");
  }
}
