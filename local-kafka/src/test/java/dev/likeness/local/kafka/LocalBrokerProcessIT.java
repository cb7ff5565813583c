package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void keepsAcknowledgedRecordsWhenItIsKilled() throws Exception {
    FreePorts ports = FreePorts.choose(2);
    KafkaRoundTrip events = new KafkaRoundTrip("127.0.0.1:" + ports.get(0), "events");
    Process killed = start(ports, directory.resolve("ready-1"));
    try {
      events.createTopic();
      events.write("one", "two");
    } finally {
      killed.destroyForcibly().waitFor();
    }

    Process restarted = start(ports, directory.resolve("ready-2"));
    try {
      assertThat(events.readAll()).containsExactly("one", "two");
    } finally {
      restarted.destroy();
      restarted.waitFor();
    }
  }

  @Test
  void readsBrokerPropertiesFromItsEnvironment() {
    Map<String, String> environment =
        Map.of("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:9092", "HOME", "/root");

    assertThat(LocalBrokerProcess.overrides(environment))
        .containsExactly(Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092"));
  }

  private Process start(FreePorts ports, Path readyFile) throws Exception {
    // The session of a killed broker has to run out before it may come back: two seconds will do.
    Map<String, String> environment = Map.of("KAFKA_BROKER_SESSION_TIMEOUT_MS", "2000");
    Process process =
        new ChildJvm(directory.resolve("broker.log"), environment)
            .start(
                LocalBrokerProcess.class,
                directory.resolve("data").toString(),
                Integer.toString(ports.get(0)),
                Integer.toString(ports.get(1)),
                readyFile.toString());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(process.isAlive()).isTrue();
              assertThat(readyFile).exists();
            });
    assertThat(Files.readString(readyFile)).isEqualTo("127.0.0.1:" + ports.get(0));
    return process;
  }
}
