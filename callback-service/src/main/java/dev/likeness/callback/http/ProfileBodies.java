package dev.likeness.callback.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Profiles as JSON. */
final class ProfileBodies {
  private ProfileBodies() {}

  /**
   * {@code ProfileIdsResponse} in the API.
   *
   * @param nextCursor absent if these are all
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Ids(
      List<Listed> profiles,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record Listed(
      String profileId,
      ProfileStatus status,
      @Nullable String tag,
      String trainingTier,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt) {
    static Listed of(Profile profile) {
      return new Listed(
          profile.getProfileId(),
          profile.getStatus(),
          profile.getTag(),
          profile.getTrainingTier(),
          profile.getCreatedAt());
    }
  }

  /**
   * {@code ProfileStatusResponse} in the API.
   *
   * @param message empty unless the training failed
   * @param progress of the training; beyond Phota
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Status(
      String profileId, ProfileStatus status, String message, JobBody.Progress progress) {}
}
