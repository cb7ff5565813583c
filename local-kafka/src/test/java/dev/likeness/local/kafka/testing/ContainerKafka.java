package dev.likeness.local.kafka.testing;

import dev.likeness.local.kafka.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker and the registry in two containers.
 *
 * <p>Images: {@code likeness.containers.kafka-image} (apache/kafka) and {@code
 * likeness.containers.registry-image} (apicurio/apicurio-registry). Any image will do that reads
 * the same environment: {@code KAFKA_*} as broker properties (an image whose entry point is {@code
 * LocalBrokerProcess} does) and {@code QUARKUS_HTTP_PORT}.
 *
 * <p>A broker tells its clients where it is, so its port outside has to be known before it starts.
 * Therefore a port that is free on this machine is chosen first and used inside and outside alike.
 * With {@code likeness.containers.network=bridge}, the default, the container listens on all of its
 * addresses and the port is published under the same number; with {@code host} it shares this
 * machine's network (Linux only) and listens on loopback.
 */
final class ContainerKafka implements RunningKafka {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final GenericContainer<?> broker;
  private final GenericContainer<?> registry;
  private final KafkaEndpoint endpoint;

  ContainerKafka() {
    boolean hostNetwork = "host".equals(System.getProperty("likeness.containers.network"));
    FreePorts ports = FreePorts.choose(3);
    int brokerPort = ports.get(0);
    int registryPort = ports.get(2);
    broker =
        container("likeness.containers.kafka-image", "apache/kafka:4.3.1", hostNetwork, brokerPort)
            .withEnv(brokerSettings(hostNetwork, brokerPort, ports.get(1)))
            .waitingFor(
                Wait.forLogMessage(".*Kafka Server started.*\\n", 1).withStartupTimeout(PATIENCE));
    registry =
        container(
                "likeness.containers.registry-image",
                "apicurio/apicurio-registry:3.3.3",
                hostNetwork,
                registryPort)
            .withEnv("QUARKUS_HTTP_HOST", hostNetwork ? "127.0.0.1" : "0.0.0.0")
            .withEnv("QUARKUS_HTTP_PORT", Integer.toString(registryPort))
            .withEnv("QUARKUS_MANAGEMENT_PORT", "0")
            .withEnv("APICURIO_STORAGE_KIND", "sql")
            .withEnv("APICURIO_STORAGE_SQL_KIND", "h2")
            .waitingFor(
                Wait.forLogMessage(".*apicurio-registry-app.* started in .*\\n", 1)
                    .withStartupTimeout(PATIENCE));
    try {
      Startables.deepStart(broker, registry).join();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    String host = hostNetwork ? "127.0.0.1" : broker.getHost();
    endpoint =
        new KafkaEndpoint(
            host + ":" + brokerPort, "http://" + host + ":" + registryPort + "/apis/ccompat/v7");
  }

  @Override
  public KafkaEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    registry.stop();
    broker.stop();
  }

  private static GenericContainer<?> container(
      String imageProperty, String defaultImage, boolean hostNetwork, int port) {
    String image = System.getProperty(imageProperty, defaultImage);
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    if (hostNetwork) {
      return container.withNetworkMode("host");
    }
    container.setPortBindings(List.of(port + ":" + port));
    return container.withExposedPorts(port);
  }

  /** The settings of the embedded broker, as environment, so that tests meet the same behaviour. */
  private static Map<String, String> brokerSettings(
      boolean hostNetwork, int port, int controllerPort) {
    Properties settings = new Properties();
    try (InputStream embedded =
        Objects.requireNonNull(FreePorts.class.getResourceAsStream("local-broker.properties"))) {
      settings.load(embedded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String listen = hostNetwork ? "127.0.0.1" : "0.0.0.0";
    settings.setProperty(
        "listeners",
        "PLAINTEXT://" + listen + ":" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    return settings.stringPropertyNames().stream()
        .collect(
            Collectors.toMap(
                name -> "KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'),
                settings::getProperty));
  }
}
