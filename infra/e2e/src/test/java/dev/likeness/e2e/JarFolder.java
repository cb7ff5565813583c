package dev.likeness.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of jars that the build makes. */
enum JarFolder {
  INGEST("ingest-service/target/service/lib"),
  WORKER("worker-service/target/service/lib"),
  CALLBACK("callback-service/target/service/lib"),
  /** All services together, and the broker: the local stack. */
  DISTRIBUTION("infra/local/target/distribution/lib");

  /** The name of an artifact ends where a hyphen is followed by the digit of a version. */
  private static final Pattern VERSION = Pattern.compile("-\\d.*");

  private final String path;

  JarFolder(String path) {
    this.path = path;
  }

  static Path project() {
    return Path.of(System.getProperty("likeness.project"));
  }

  /** As the JVM takes it. */
  String classPath() {
    return folder() + File.separator + "*";
  }

  private Path folder() {
    return project().resolve(path);
  }

  /** The artifacts in it, those of Likeness included. */
  Set<String> artifacts() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> VERSION.matcher(file.getFileName().toString()).replaceFirst(""))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
