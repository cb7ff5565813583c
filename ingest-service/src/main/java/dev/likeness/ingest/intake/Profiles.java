package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.error.Refusal;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import java.util.List;
import java.util.Optional;

/**
 * Whether an account's profiles can be used. What this instance has heard of may be a little old,
 * so before a profile is refused the view is asked for the job that trains it. Thread safe; blocks
 * then.
 */
public final class Profiles {
  private final ProfileRecords records;
  private final JobResults jobs;

  public Profiles(ProfileRecords records, JobResults jobs) {
    this.records = records;
    this.jobs = jobs;
  }

  /** How it stands with a profile. */
  public enum Standing {
    READY,
    /** Its training goes on. */
    IN_TRAINING,
    /** Its training failed, or it was retired. */
    UNUSABLE,
    /** The account has none of this id. */
    MISSING
  }

  /**
   * Why work with these profiles is refused; empty if all are ready.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if that cannot be
   *     told now
   */
  Optional<Refusal> objectionTo(String account, List<String> profileIds) {
    for (String id : profileIds) {
      Optional<Refusal> objection =
          switch (standingOf(account, id)) {
            case READY -> Optional.empty();
            case IN_TRAINING ->
                refusal(
                    FailureCode.PROFILE_NOT_READY,
                    "Profile " + id + " is still being trained; ask for its status.");
            case UNUSABLE ->
                refusal(
                    FailureCode.PROFILE_NOT_READY,
                    "Profile " + id + " cannot be used; its status says why.");
            case MISSING ->
                refusal(FailureCode.PROFILE_NOT_FOUND, "There is no profile " + id + ".");
          };
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  /**
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if that cannot be
   *     told now
   */
  public Standing standingOf(String account, String profileId) {
    Optional<Profile> known = records.get(profileId);
    if (known.isPresent() && !known.get().getAccount().equals(account)) {
      return Standing.MISSING;
    }
    if (known.isPresent() && known.get().getStatus() == ProfileStatus.READY) {
      return Standing.READY;
    }
    if (!JobId.isWellFormed(profileId)) {
      return Standing.MISSING;
    }
    return jobs.now(account, new JobId(profileId))
        .map(Profiles::standingOf)
        .orElse(Standing.MISSING);
  }

  private static Standing standingOf(JobSnapshot job) {
    if (job.getOperation() != Operation.TRAIN || job.getProfileDeletedAt() != null) {
      return Standing.MISSING;
    }
    return switch (job.getStatus()) {
      case QUEUED, IN_PROGRESS -> Standing.IN_TRAINING;
      case SUCCEEDED -> Standing.READY;
      case FAILED, CANCELED, EXPIRED -> Standing.UNUSABLE;
    };
  }

  private static Optional<Refusal> refusal(FailureCode code, String detail) {
    return Optional.of(Refusal.of(code, detail));
  }
}
