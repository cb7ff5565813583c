package dev.likeness.worker.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.worker.identity.SubjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a training found, whatever model looks at it: the subject's crops. Stored as {@code
 * profile.json}, which makes the training that it names the current one.
 *
 * @param run of the training; its files lie in the folder of this name
 * @param pack of the model that decided, and the model's digest
 * @param kind of the subject, and of the readers that know it again
 * @param spaces in which it was learned: the one that decided, then those that audit it
 * @param crops one for each photo that shows the subject
 */
public record TrainedProfile(
    String schema,
    String run,
    Instant trainedAt,
    String pack,
    String model,
    SubjectKind kind,
    List<String> spaces,
    List<Crop> crops) {
  static final String SCHEMA = "profile/1";

  public TrainedProfile {
    spaces = List.copyOf(spaces);
    crops = List.copyOf(crops);
  }

  /** A training that has just been done. */
  public static TrainedProfile of(
      String run,
      Instant trainedAt,
      String pack,
      SubjectKind kind,
      List<String> spaces,
      List<Crop> crops) {
    return new TrainedProfile(SCHEMA, run, trainedAt, pack, spaces.getFirst(), kind, spaces, crops);
  }

  /** As it is stored; the first profiles were of people, in one space, and did not say so. */
  @JsonCreator
  static TrainedProfile stored(
      @JsonProperty("schema") String schema,
      @JsonProperty("run") String run,
      @JsonProperty("trainedAt") Instant trainedAt,
      @JsonProperty("pack") String pack,
      @JsonProperty("model") String model,
      @JsonProperty("kind") @Nullable SubjectKind kind,
      @JsonProperty("spaces") @Nullable List<String> spaces,
      @JsonProperty("crops") List<Crop> crops) {
    return new TrainedProfile(
        schema,
        run,
        trainedAt,
        pack,
        model,
        Objects.requireNonNullElse(kind, SubjectKind.PERSON),
        Objects.requireNonNullElse(spaces, List.of(model)),
        crops);
  }

  /**
   * A crop of the subject.
   *
   * @param photo of the training that it is from, from 0
   */
  public record Crop(String file, int photo, double quality) {}
}
