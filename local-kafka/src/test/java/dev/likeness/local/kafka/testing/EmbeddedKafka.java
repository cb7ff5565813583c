package dev.likeness.local.kafka.testing;

import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** {@link LocalKafka} in a temporary directory that is deleted at the end. */
final class EmbeddedKafka implements RunningKafka {
  private final Path directory;
  private final LocalKafka kafka;

  EmbeddedKafka() {
    try {
      directory = Files.createTempDirectory("likeness-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kafka = LocalKafka.start(directory, LocalRegistryConfig.homeFromSystemProperty());
  }

  @Override
  public KafkaEndpoint endpoint() {
    return new KafkaEndpoint(kafka.bootstrapServers(), kafka.registryUrl());
  }

  @Override
  public void close() {
    kafka.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
