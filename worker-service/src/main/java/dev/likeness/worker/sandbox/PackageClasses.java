package dev.likeness.worker.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads classes while files can still be opened. A jar stays open, so its classes can be loaded
 * later too; in a folder, as in tests, each class is a file.
 */
final class PackageClasses {
  private static final String SUFFIX = ".class";

  private PackageClasses() {}

  /** Loads all classes of the package of {@code member}, if they are files in a folder. */
  static void load(Class<?> member) {
    try {
      Path root = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isDirectory(root)) {
        return;
      }
      for (String name : names(root.resolve(member.getPackageName().replace('.', '/')))) {
        Class.forName(member.getPackageName() + "." + name, false, member.getClassLoader());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException("the classes beside " + member + " cannot be loaded", e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX) && !name.equals("package-info" + SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .toList();
    }
  }
}
