package dev.likeness.local.kafka;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where one local broker lives.
 *
 * @param directory holds all of its data; a broker started again on it has its records back
 * @param port of the client listener, on loopback
 * @param controllerPort of the KRaft controller listener, on loopback
 * @param overrides broker properties by name that win over all others, for example other listeners
 */
public record LocalBrokerConfig(
    Path directory, int port, int controllerPort, Map<String, String> overrides) {

  public LocalBrokerConfig {
    directory = directory.toAbsolutePath().normalize();
    overrides = Map.copyOf(overrides);
    if (port == controllerPort) {
      throw new IllegalArgumentException("the broker and its controller need two ports");
    }
  }

  public LocalBrokerConfig(Path directory, int port, int controllerPort) {
    this(directory, port, controllerPort, Map.of());
  }

  /** A broker in {@code directory} on two ports that are free now. */
  public static LocalBrokerConfig onFreePorts(Path directory) {
    FreePorts ports = FreePorts.choose(2);
    return new LocalBrokerConfig(directory, ports.get(0), ports.get(1));
  }
}
