package dev.likeness.local.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A broker in this JVM and a registry beside it: all of Kafka that the services need.
 *
 * <p>Safe to use from any thread. Whoever starts it closes it; the registry's process ends with
 * this JVM in any case.
 */
public final class LocalKafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalBroker broker;
  private final LocalRegistry registry;

  private LocalKafka(LocalBroker broker, LocalRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  /** Starts both on ports that are free now, with all data below {@code directory}. */
  public static LocalKafka start(Path directory, Path registryHome) {
    FreePorts ports = FreePorts.choose(3);
    return start(
        new LocalBrokerConfig(directory.resolve("broker"), ports.get(0), ports.get(1)),
        new LocalRegistryConfig(registryHome, directory.resolve("registry"), ports.get(2)));
  }

  /**
   * Starts both at the same time and returns when both are ready.
   *
   * @throws LocalKafkaException if one of them is not; the other one is stopped
   */
  public static LocalKafka start(
      LocalBrokerConfig brokerConfig, LocalRegistryConfig registryConfig) {
    LocalRegistry registry = LocalRegistry.launch(registryConfig);
    LocalBroker broker;
    try {
      broker = LocalBroker.start(brokerConfig);
    } catch (LocalKafkaException e) {
      registry.close();
      throw e;
    }
    try {
      registry.awaitReady(PATIENCE);
    } catch (LocalKafkaException e) {
      broker.close();
      throw e;
    }
    return new LocalKafka(broker, registry);
  }

  /** Where Kafka clients connect, as {@code host:port}. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Base URL of the registry's Confluent-compatible API. */
  public String registryUrl() {
    return registry.url();
  }

  /** Completes, with a sentence, if one of the two fails before {@link #close()}. */
  public CompletableFuture<String> failure() {
    return broker.failure().applyToEither(registry.failure(), reason -> reason);
  }

  /** Stops both; data stays in the directory. */
  @Override
  public void close() {
    try {
      registry.close();
    } finally {
      broker.close();
    }
  }
}
