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
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker and the registry in two containers.
 *
 * <p>Images: {@code likeness.containers.kafka-image} (apache/kafka) and {@code
 * likeness.containers.registry-image} (apicurio/apicurio-registry). Any image will do that reads
 * the same environment, {@code KAFKA_*} as broker properties and {@code QUARKUS_*}, and says on its
 * console when it has started: one whose entry point is {@code LocalBrokerProcess}, and one that
 * runs the registry's {@code quarkus-run.jar}, do.
 *
 * <p>A broker tells its clients where it is, so its port outside has to be known before it starts.
 * Therefore a port that is free on this machine is chosen first and used inside and outside alike.
 * With {@code likeness.containers.network=bridge}, the default, the container listens on all of its
 * addresses and the port is published under the same number; with {@code host} it shares this
 * machine's network (Linux only) and listens on loopback.
 */
final class ContainerKafka implements RunningKafka {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LOOPBACK = "127.0.0.1";

  private final GenericContainer<?> broker;
  private final GenericContainer<?> registry;
  private final KafkaEndpoint endpoint;

  ContainerKafka() {
    boolean hostNetwork = "host".equals(System.getProperty("likeness.containers.network"));
    String outside = hostNetwork ? LOOPBACK : DockerClientFactory.instance().dockerHostIpAddress();
    String inside = hostNetwork ? LOOPBACK : "0.0.0.0";
    FreePorts ports = FreePorts.choose(3);
    String brokerPort = ":" + ports.get(0);
    String registryPort = ":" + ports.get(2);

    broker =
        container("kafka-image", "apache/kafka:4.4.0", hostNetwork, ports.get(0))
            .withEnv(
                brokerSettings(
                    inside + brokerPort, outside + brokerPort, LOOPBACK + ":" + ports.get(1)))
            .waitingFor(
                Wait.forLogMessage(".*Kafka Server started.*", 1).withStartupTimeout(PATIENCE));
    registry =
        container("registry-image", "apicurio/apicurio-registry:3.3.3", hostNetwork, ports.get(2))
            .withEnv("QUARKUS_HTTP_HOST", inside)
            .withEnv("QUARKUS_HTTP_PORT", Integer.toString(ports.get(2)))
            .withEnv("QUARKUS_MANAGEMENT_PORT", "0")
            .withEnv("APICURIO_STORAGE_KIND", "sql")
            .withEnv("APICURIO_STORAGE_SQL_KIND", "h2")
            .waitingFor(
                Wait.forLogMessage(".*apicurio-registry-app.* started in .*", 1)
                    .withStartupTimeout(PATIENCE));
    endpoint =
        new KafkaEndpoint(
            outside + brokerPort, "http://" + outside + registryPort + "/apis/ccompat/v7");
    try {
      Startables.deepStart(broker, registry).join();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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
    String image = System.getProperty("likeness.containers." + imageProperty, defaultImage);
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    if (hostNetwork) {
      return container.withNetworkMode("host");
    }
    container.setPortBindings(List.of(port + ":" + port));
    return container.withExposedPorts(port);
  }

  /** The settings of the embedded broker, as environment, so that tests meet the same behaviour. */
  private static Map<String, String> brokerSettings(
      String listener, String advertised, String controller) {
    Properties settings = new Properties();
    try (InputStream embedded =
        Objects.requireNonNull(FreePorts.class.getResourceAsStream("local-broker.properties"))) {
      settings.load(embedded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.setProperty("listeners", "PLAINTEXT://" + listener + ",CONTROLLER://" + controller);
    settings.setProperty("advertised.listeners", "PLAINTEXT://" + advertised);
    settings.setProperty("controller.quorum.voters", "1@" + controller);
    return settings.stringPropertyNames().stream()
        .collect(
            Collectors.toMap(
                name -> "KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'),
                settings::getProperty));
  }
}
