package dev.likeness.local.kafka;

import java.nio.file.Path;

/**
 * Where one local registry lives.
 *
 * @param home the unpacked Apicurio Registry distribution
 * @param directory holds its database and its log; a registry started again on it has its schemas
 *     back
 * @param port of its HTTP API, on loopback
 */
public record LocalRegistryConfig(Path home, Path directory, int port) {
  /** System property that names the unpacked distribution; the build sets it for tests. */
  public static final String HOME_PROPERTY = "likeness.registry.home";

  public LocalRegistryConfig {
    home = home.toAbsolutePath().normalize();
    directory = directory.toAbsolutePath().normalize();
  }

  Path runner() {
    return home.resolve("quarkus-run.jar");
  }

  /** The home that the system property names; for programs' edges, everything else is handed it. */
  public static Path homeFromSystemProperty() {
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      throw new LocalKafkaException(
          "set the system property " + HOME_PROPERTY + " to the unpacked Apicurio Registry");
    }
    return Path.of(home);
  }
}
