package dev.likeness.kit.blob;

import java.util.List;
import java.util.regex.Pattern;

/** The form of keys and the places where things are kept. */
public final class BlobKeys {
  /** Under which all input photos lie, by account. */
  public static final String INPUTS = "inputs";

  /** Under which all profiles lie, by account. */
  public static final String PROFILES = "profiles";

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

  /**
   * An input photo that came with a request. Requests that differ have different fingerprints, so
   * what one of them stored can be removed without another losing it; the same request made twice
   * stores once.
   */
  public static String sentInput(String account, String jobId, String fingerprint, String sha256) {
    return checked(sentInputs(account, jobId, fingerprint) + "/" + sha256);
  }

  /** Under which the photos lie that came with one request for a job. */
  public static String sentInputs(String account, String jobId, String fingerprint) {
    return checked(inputsOf(account, jobId) + "/" + fingerprint);
  }

  /** An input photo that was fetched for a job. */
  public static String fetchedInput(String account, String jobId, String sha256) {
    return checked(inputsOf(account, jobId) + "/fetched/" + sha256);
  }

  /**
   * Under which everything lies that belongs to a job and to nothing else.
   *
   * @param trains whether it makes a profile, which lies with its training photos under the id of
   *     the job
   */
  public static List<String> ofJob(String account, String jobId, boolean trains) {
    String inputs = trains ? profile(account, jobId) : checked(inputsOf(account, jobId));
    return List.of(inputs, artifacts(jobId));
  }

  private static String inputsOf(String account, String jobId) {
    return INPUTS + "/" + account + "/" + jobId;
  }

  /** A training photo: with its profile, so that all of it can be removed together. */
  public static String trainingPhoto(String account, String profileId, String sha256) {
    return checked(profile(account, profileId) + "/photos/" + sha256);
  }

  /** Under which everything about a profile lies. */
  public static String profile(String account, String profileId) {
    return checked(PROFILES + "/" + account + "/" + profileId);
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
