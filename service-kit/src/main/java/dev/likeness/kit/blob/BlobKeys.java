package dev.likeness.kit.blob;

import java.util.regex.Pattern;

/** The form of keys and the places where things are kept. */
public final class BlobKeys {
  private static final Pattern FORM =
      Pattern.compile("(?!.*(^|/)\\.)[A-Za-z0-9._-]{1,255}(/[A-Za-z0-9._-]{1,255}){0,9}");

  private BlobKeys() {}

  /**
   * Whether {@code key} has no empty segment and none that starts with a dot, among other rules.
   */
  public static boolean isWellFormed(String key) {
    return FORM.matcher(key).matches();
  }

  /**
   * @throws IllegalArgumentException unless {@code key} is well formed
   */
  public static String checked(String key) {
    if (!isWellFormed(key)) {
      throw new IllegalArgumentException("not a blob key: " + key);
    }
    return key;
  }

  /** An input photo, named by its content, so that storing it twice is storing it once. */
  public static String input(String account, String sha256) {
    return checked("inputs/" + account + "/" + sha256);
  }

  /** A training photo: with its profile, so that all of it can be removed together. */
  public static String trainingPhoto(String account, String profileId, String sha256) {
    return checked(profile(account, profileId) + "/photos/" + sha256);
  }

  /** Under which everything about a profile lies. */
  public static String profile(String account, String profileId) {
    return checked("profiles/" + account + "/" + profileId);
  }

  /**
   * An output image. Attempt and run are part of the key, so that no two runs overwrite each other.
   */
  public static String artifact(
      String jobId, String attemptId, String runId, int index, String extension) {
    return checked(artifactsOf(jobId, attemptId) + runId + "/" + index + "." + extension);
  }

  /** Whether {@code key} is one that a worker may store an output of this attempt under. */
  public static boolean isArtifactOf(String key, String jobId, String attemptId) {
    return isWellFormed(key) && key.startsWith(artifactsOf(jobId, attemptId));
  }

  /** Under which every output of a job lies. */
  public static String artifacts(String jobId) {
    return checked("artifacts/" + jobId);
  }

  private static String artifactsOf(String jobId, String attemptId) {
    return "artifacts/" + jobId + "/" + attemptId + "/";
  }
}
