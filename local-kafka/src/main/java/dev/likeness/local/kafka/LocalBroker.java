package dev.likeness.local.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft node, broker and controller, inside this JVM.
 *
 * <p>Owns its threads until {@link #close()}. Formats an empty directory; on a directory used
 * before it comes back with all records, also after the JVM was killed, and also on other ports.
 * Share groups and transactions are on, topics are never created by accident. Safe to use from any
 * thread.
 */
public final class LocalBroker implements AutoCloseable {
  private static final String LISTENERS = "listeners";
  private static final String ADVERTISED_LISTENERS = "advertised.listeners";
  private static final String PROTOCOL = "PLAINTEXT://";

  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final CompletableFuture<String> failure;

  private LocalBroker(
      KafkaRaftServer server, String bootstrapServers, CompletableFuture<String> failure) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
    this.failure = failure;
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @throws LocalKafkaException if it cannot start, for example because a port is taken
   */
  public static LocalBroker start(LocalBrokerConfig config) {
    if (!config.overrides().containsKey(LISTENERS)) {
      // Kafka itself would find out late, with the controller already running.
      FreePorts.requireFree(config.port());
      FreePorts.requireFree(config.controllerPort());
    }
    try {
      Properties properties = properties(config);
      format(config.directory());
      var failure = new CompletableFuture<String>();
      return BrokerFailures.toldTo(failure, () -> started(properties, failure));
    } catch (Exception e) {
      throw new LocalKafkaException(
          "the broker did not start on port " + config.port() + ": " + e.getMessage(), e);
    }
  }

  private static LocalBroker started(Properties properties, CompletableFuture<String> failure) {
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    LocalBroker broker = new LocalBroker(server, advertised(properties), failure);
    broker.startup();
    if (failure.isDone()) {
      broker.close();
      throw new LocalKafkaException(failure.join());
    }
    return broker;
  }

  /**
   * Completes, with a sentence, if the broker fails by itself: it can then only be closed. Whoever
   * has the broker decides what becomes of the process.
   */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /** Where clients reach it, as {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker; records stay in its directory. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Waits until somebody closes the broker. */
  void awaitClose() {
    server.awaitShutdown();
  }

  private void startup() {
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private static Properties properties(LocalBrokerConfig config) throws IOException {
    Properties properties = new Properties();
    try (InputStream settings =
        Objects.requireNonNull(LocalBroker.class.getResourceAsStream("local-broker.properties"))) {
      properties.load(settings);
    }
    String client = PROTOCOL + "127.0.0.1:" + config.port();
    String controller = "127.0.0.1:" + config.controllerPort();
    properties.put(LISTENERS, client + ",CONTROLLER://" + controller);
    properties.put(ADVERTISED_LISTENERS, client);
    properties.put("controller.quorum.voters", "1@" + controller);
    properties.put("log.dirs", config.directory().toString());
    properties.putAll(config.overrides());
    return properties;
  }

  private static String advertised(Properties properties) {
    return properties.getProperty(ADVERTISED_LISTENERS, "").replace(PROTOCOL, "");
  }

  private static void format(Path directory) throws Exception {
    Files.createDirectories(directory);
    // Formatting again, with another cluster id, is refused by Kafka: a used directory stays as it
    // is.
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }
}
