package dev.likeness.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs a {@link LocalBroker} as a process of its own, so that a test can kill and restart it.
 *
 * <p>Arguments: {@code directory port controllerPort [ready-file]}. The ready file appears, holding
 * the bootstrap servers, once clients are accepted. SIGTERM stops the broker cleanly. Environment
 * variables set broker properties in the way the apache/kafka image has them ({@code
 * KAFKA_ADVERTISED_LISTENERS} is {@code advertised.listeners}), so an image built on this class can
 * stand in for that one. With the system property {@code likeness.exit-with-parent=true} the
 * process ends when its standard input does.
 */
public final class LocalBrokerProcess {
  private static final String PREFIX = "KAFKA_";

  private LocalBrokerProcess() {}

  /**
   * Runs until the process is told to stop; ends with an exception if the broker does not start.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3 && arguments.length != 4) {
      throw new IllegalArgumentException(
          "usage: LocalBrokerProcess directory port controllerPort [ready-file]");
    }
    if (Boolean.getBoolean("likeness.exit-with-parent")) {
      ParentWatch.exitWhenParentEnds();
    }
    LocalBroker broker =
        LocalBroker.start(
            new LocalBrokerConfig(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                overrides(System.getenv())));
    var _ =
        broker
            .failure()
            .thenAccept(
                reason -> {
                  System.err.println(reason);
                  ParentWatch.exit(1);
                });
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    // Kafka's own words, so that whoever waits for a container's log waits for this one as well.
    System.out.println("Kafka Server started on " + broker.bootstrapServers());
    if (arguments.length == 4) {
      announce(Path.of(arguments[3]), broker.bootstrapServers());
    }
    broker.awaitClose();
  }

  static Map<String, String> overrides(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX))
        .collect(
            Collectors.toUnmodifiableMap(
                variable -> propertyName(variable.getKey()), Map.Entry::getValue));
  }

  private static String propertyName(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Whoever waits for the file must never see half of it, hence the move. */
  private static void announce(Path readyFile, String bootstrapServers) throws IOException {
    Path draft = readyFile.resolveSibling(readyFile.getFileName() + ".draft");
    Files.writeString(draft, bootstrapServers);
    Files.move(
        draft, readyFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
