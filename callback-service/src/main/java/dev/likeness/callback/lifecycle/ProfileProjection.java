package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.AttemptSnapshot;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees a job that trains as the profile that it makes. Nothing about a profile is kept besides its
 * job, so the two cannot disagree. Pure.
 */
public final class ProfileProjection {
  private static final String TIER = "training_tier";
  private static final String USUAL_TIER = "standard";

  private ProfileProjection() {}

  /** Empty for a job that trains nothing, is not submitted, or whose profile was deleted. */
  public static Optional<Profile> of(JobSnapshot job) {
    if (job.getOperation() != Operation.TRAIN
        || !job.getSubmitted()
        || job.getProfileDeletedAt() != null) {
      return Optional.empty();
    }
    return Optional.of(
        Profile.newBuilder()
            .setProfileId(job.getJobId())
            .setAccount(job.getAccount())
            .setStatus(status(job))
            .setMessage(message(job.getFailure()))
            .setTag(job.getTag())
            .setTrainingTier(job.getParameters().getOrDefault(TIER, USUAL_TIER))
            .setCreatedAt(job.getCreatedAt())
            .setUpdatedAt(updatedAt(job))
            .setPicture(picture(job))
            .build());
  }

  /** Whether the profile can be used: its job must then stay known, however long ago it ended. */
  public static boolean isReady(JobSnapshot job) {
    return of(job).filter(profile -> profile.getStatus() == ProfileStatus.READY).isPresent();
  }

  private static ProfileStatus status(JobSnapshot job) {
    return switch (job.getStatus()) {
      case QUEUED -> hasItsPhotos(job) ? ProfileStatus.QUEUING : ProfileStatus.VALIDATING;
      case IN_PROGRESS -> ProfileStatus.IN_PROGRESS;
      case SUCCEEDED -> ProfileStatus.READY;
      case FAILED, CANCELED, EXPIRED -> ProfileStatus.ERROR;
    };
  }

  private static boolean hasItsPhotos(JobSnapshot job) {
    return job.getInputsReadyAt() != null || !job.getAttempts().isEmpty();
  }

  private static String message(@Nullable Failure failure) {
    return failure == null ? "" : failure.getDetail();
  }

  private static @Nullable BlobRef picture(JobSnapshot job) {
    return job.getOutcome() == null || job.getOutcome().getOutputs().isEmpty()
        ? null
        : job.getOutcome().getOutputs().getFirst().getBlob();
  }

  private static Instant updatedAt(JobSnapshot job) {
    Stream<@Nullable Instant> ofTheJob =
        Stream.of(job.getInputsReadyAt(), job.getStartedAt(), job.getFinishedAt());
    Stream<@Nullable Instant> ofAttempts =
        job.getAttempts().stream().flatMap(ProfileProjection::changesOf);
    return Stream.concat(ofTheJob, ofAttempts)
        .flatMap(Stream::ofNullable)
        .reduce(job.getCreatedAt(), (one, other) -> one.isAfter(other) ? one : other);
  }

  private static Stream<@Nullable Instant> changesOf(AttemptSnapshot attempt) {
    return Stream.of(attempt.getReleasedAt(), attempt.getStartedAt(), attempt.getFinishedAt());
  }
}
