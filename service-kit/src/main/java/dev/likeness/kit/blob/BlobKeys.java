package dev.likeness.kit.blob;

import java.util.regex.Pattern;

/** The form of keys and the places where things are kept. */
public final class BlobKeys {
  private static final Pattern FORM =
      Pattern.compile("(?!.*(^|/)\\.)[A-Za-z0-9._-]{1,255}(/[A-Za-z0-9._-]{1,255}){0,9}");

  private BlobKeys() {}

  /**
   * @throws IllegalArgumentException unless {@code key} is well formed: no empty segment, none that
   *     starts with a dot
   */
  public static String checked(String key) {
    if (!FORM.matcher(key).matches()) {
      throw new IllegalArgumentException("not a blob key: " + key);
    }
    return key;
  }

  /** An input photo, named by its content, so that storing it twice is storing it once. */
  public static String input(String account, String sha256) {
    return checked("inputs/" + account + "/" + sha256);
  }

  /**
   * An output image. Attempt and run are part of the key, so that no two runs overwrite each other.
   */
  public static String artifact(
      String jobId, String attemptId, String runId, int index, String extension) {
    return checked(
        "artifacts/" + jobId + "/" + attemptId + "/" + runId + "/" + index + "." + extension);
  }
}
