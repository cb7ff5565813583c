package dev.likeness.worker.testing;

/** The HEIC files that the decoder warms up with: red and green above blue and white. */
public final class HeicFiles {
  private HeicFiles() {}

  /** One picture of 96 x 64 pixels. */
  public static byte[] single() {
    return file("single.heic");
  }

  /** A grid of four pictures, 120 x 100 pixels in all, to be turned a quarter to the left. */
  public static byte[] grid() {
    return file("grid.heic");
  }

  private static byte[] file(String name) {
    return ImageFiles.resource("/dev/likeness/worker/heif/" + name);
  }
}
