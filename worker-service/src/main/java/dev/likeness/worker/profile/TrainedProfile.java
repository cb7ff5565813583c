package dev.likeness.worker.profile;

import java.time.Instant;
import java.util.List;

/**
 * What a training found, whatever model looks at it: the subject's aligned crops. Stored as {@code
 * profile.json}, which makes the training that it names the current one.
 *
 * @param run of the training; its files lie in the folder of this name
 * @param pack that found the faces, and the digest of its embedder
 * @param crops one for each photo that shows the subject
 */
public record TrainedProfile(
    String schema, String run, Instant trainedAt, String pack, String model, List<Crop> crops) {
  static final String SCHEMA = "profile/1";

  public TrainedProfile {
    crops = List.copyOf(crops);
  }

  /** A training that has just been done. */
  public static TrainedProfile of(
      String run, Instant trainedAt, String pack, String model, List<Crop> crops) {
    return new TrainedProfile(SCHEMA, run, trainedAt, pack, model, crops);
  }

  /**
   * An aligned crop of the subject.
   *
   * @param photo of the training that it is from, from 0
   */
  public record Crop(String file, int photo, double quality) {}
}
