package dev.likeness.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Models and photos that lie beside the repository on machines that have them, and are no part of
 * it: {@code ../shared}, seen from its root.
 */
public final class Shared {
  private static final Path ROOT = Path.of("..", "..", "shared");

  private Shared() {}

  /** Skips the calling test where one of the folders is missing. */
  public static void assume(String... folders) {
    for (String folder : folders) {
      Assumptions.assumeTrue(
          Files.isDirectory(folder(folder)),
          () -> "skipped: there is no folder ../shared/" + folder + " beside the repository");
    }
  }

  public static Path folder(String name) {
    return ROOT.resolve(name);
  }

  public static byte[] file(String name) throws IOException {
    return Files.readAllBytes(ROOT.resolve(name));
  }
}
