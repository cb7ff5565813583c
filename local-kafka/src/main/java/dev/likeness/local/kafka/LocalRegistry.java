package dev.likeness.local.kafka;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Apicurio Registry, a real one, in a child JVM on loopback.
 *
 * <p>Starting takes two steps, so that a broker can start in the meantime: {@link #launch} returns
 * at once, {@link #awaitReady} when schemas can be registered. The child writes to {@code
 * registry.log} in its directory and ends with {@link #close()}, or by itself when this JVM ends in
 * any way. Safe to use from any thread.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(5);
  private static final int LOG_LINES_SHOWN = 20;

  /** Tells our child from another registry that was faster to take its port. */
  private static final String NAME_HEADER = "Likeness-Registry";

  /** As Quarkus says it. */
  private static final String PORT_TAKEN = "in use by another process";

  private final Process process;
  private final URI url;
  private final Path log;
  private final String name;
  private final AtomicBoolean closing = new AtomicBoolean();

  private LocalRegistry(Process process, URI url, Path log, String name) {
    this.process = process;
    this.url = url;
    this.log = log;
    this.name = name;
  }

  /** Starts a registry and returns when it is ready, within {@code patience}. */
  public static LocalRegistry start(LocalRegistryConfig config, Duration patience) {
    LocalRegistry registry = launch(config);
    registry.awaitReady(patience);
    return registry;
  }

  /**
   * Starts the child process and does not wait for it.
   *
   * @throws LocalKafkaException if the distribution is not there or no process can be started
   */
  public static LocalRegistry launch(LocalRegistryConfig config) {
    requireDistribution(config);
    FreePorts.requireFree(config.port());
    return launchOn(config);
  }

  /** As {@link #launch}, without a look at the port. */
  static LocalRegistry launchOn(LocalRegistryConfig config) {
    Path log = config.directory().resolve("registry.log");
    String name = UUID.randomUUID().toString();
    try {
      Files.createDirectories(config.directory());
      var builder =
          new ProcessBuilder(command(config, name))
              // Quarkus reads settings from its working directory: there must be none of ours.
              .directory(config.directory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      // It reads settings from its environment too, and has no use for the secrets in ours.
      builder.environment().clear();
      Process process = builder.start();
      URI url = URI.create("http://127.0.0.1:" + config.port() + "/apis/ccompat/v7");
      return new LocalRegistry(process, url, log, name);
    } catch (IOException e) {
      throw new LocalKafkaException("the registry's process did not start", e);
    }
  }

  /**
   * Waits until the registry answers; closes it when it does not.
   *
   * @throws LocalKafkaException with the end of its log, if it ended or was not ready in time
   */
  public void awaitReady(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build()) {
      while (!answers(client)) {
        // Waiting for the child's end doubles as the pause between two looks.
        if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
          throw ended();
        }
        if (System.nanoTime() - deadline > 0) {
          close();
          throw new LocalKafkaException("the registry was not ready in " + patience + logTail());
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new LocalKafkaException("interrupted while the registry started", e);
    }
  }

  /** Base URL of its Confluent-compatible API, as a registry client wants it. */
  public String url() {
    return url.toString();
  }

  /** Completes, with a sentence, if the child ends before {@link #close()}. */
  public CompletableFuture<String> failure() {
    var failure = new CompletableFuture<String>();
    var _ =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  if (!closing.get()) {
                    failure.complete("the registry ended with exit code " + ended.exitValue());
                  }
                });
    return failure;
  }

  /** Process id of the child. */
  public long pid() {
    return process.pid();
  }

  /** Ends the child and waits for that; schemas stay in its directory. */
  @Override
  public void close() {
    closing.set(true);
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_ON_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void requireDistribution(LocalRegistryConfig config) {
    if (!Files.isRegularFile(config.runner())) {
      throw new LocalKafkaException(
          "no Apicurio Registry in " + config.home() + ": the build of local-kafka unpacks it");
    }
  }

  private boolean answers(HttpClient client) throws InterruptedException {
    HttpRequest subjects =
        HttpRequest.newBuilder(URI.create(url + "/subjects"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      var answer = client.send(subjects, HttpResponse.BodyHandlers.discarding());
      return answer.statusCode() == 200
          && answer.headers().firstValue(NAME_HEADER).filter(name::equals).isPresent();
    } catch (IOException e) {
      return false; // Not listening yet: the expected answer for the first seconds.
    }
  }

  private LocalKafkaException ended() {
    String tail = logTail();
    return tail.contains(PORT_TAKEN)
        ? new PortTakenException("port " + url.getPort() + " of the registry is taken")
        : new LocalKafkaException(
            "the registry ended with exit code " + process.exitValue() + tail);
  }

  private String logTail() {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
      List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      return "; the end of " + log + ":\n" + String.join("\n", tail);
    } catch (IOException e) {
      return "; its log " + log + " cannot be read";
    }
  }

  private static List<String> command(LocalRegistryConfig config, String name) {
    Path database = config.directory().resolve("registry");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx192m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-Dquarkus.http.host=127.0.0.1",
        "-Dquarkus.http.port=" + config.port(),
        "-Dquarkus.http.access-log.enabled=false",
        "-Dquarkus.http.header.\"" + NAME_HEADER + "\".value=" + name,
        // The management port has no use here: any free one, and not on the network.
        "-Dquarkus.management.host=127.0.0.1",
        "-Dquarkus.management.port=0",
        "-Dquarkus.banner.enabled=false",
        "-Dapicurio.storage.kind=sql",
        "-Dapicurio.storage.sql.kind=h2",
        "-Dapicurio.datasource.url=jdbc:h2:file:" + database,
        "-cp",
        config.runner() + File.pathSeparator + ownClasses(),
        RegistryProcess.class.getName());
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          RegistryProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new LocalKafkaException("the place of our own classes is unknown", e);
    }
  }
}
