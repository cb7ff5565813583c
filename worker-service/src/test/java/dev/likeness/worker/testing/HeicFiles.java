package dev.likeness.worker.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** HEIC files for tests: red and green above blue and white. */
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
    try (InputStream in = HeicFiles.class.getResourceAsStream("/heic/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
