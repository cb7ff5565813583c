package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void keepsSchemasOverARestartAndLeavesNoProcess() throws Exception {
    LocalRegistryConfig config = config(FreePorts.choose(1).get(0));
    long firstPid;
    try (LocalRegistry registry = LocalRegistry.start(config, PATIENCE)) {
      firstPid = registry.pid();
      SchemaRoundTrip schemas = new SchemaRoundTrip(registry.url());

      assertThat(schemas.register("events-value")).contains("\"id\":1");
      assertThat(schemas.get("/schemas/ids/1")).contains("string");
    }
    assertThat(ProcessHandle.of(firstPid)).isEmpty();

    try (LocalRegistry registry = LocalRegistry.start(config, PATIENCE)) {
      SchemaRoundTrip schemas = new SchemaRoundTrip(registry.url());

      assertThat(schemas.get("/subjects")).contains("events-value");
      assertThat(schemas.get("/schemas/ids/1")).contains("string");
    }
  }

  @Test
  void showsTheEndOfItsLogWhenItCannotStart() throws Exception {
    try (LocalRegistry first = LocalRegistry.start(config(FreePorts.choose(1).get(0)), PATIENCE)) {
      // The same database: the first registry holds its lock. The second ends, or hangs: both are
      // told.
      Duration shortPatience = Duration.ofSeconds(10);
      LocalRegistryConfig sameDirectory = config(FreePorts.choose(1).get(0));

      assertThatThrownBy(() -> LocalRegistry.start(sameDirectory, shortPatience))
          .isInstanceOf(LocalKafkaException.class)
          .hasMessageContaining("registry.log");
    }
  }

  @Test
  void saysWhereTheDistributionIsMissing() {
    LocalRegistryConfig config = new LocalRegistryConfig(directory, directory, 1);

    assertThatThrownBy(() -> LocalRegistry.launch(config))
        .isInstanceOf(LocalKafkaException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void endsWithAParentThatIsKilled() throws Exception {
    Path pidFile = directory.resolve("pid");
    Process parent =
        new ChildJvm(directory.resolve("parent.log"), Map.of())
            .start(
                RegistryParent.class,
                LocalRegistryConfig.homeFromSystemProperty().toString(),
                directory.toString(),
                pidFile.toString());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(pidFile).exists());
    ProcessHandle registry =
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

    parent.destroyForcibly().waitFor();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(registry.isAlive()).isFalse());
  }

  private LocalRegistryConfig config(int port) {
    return new LocalRegistryConfig(LocalRegistryConfig.homeFromSystemProperty(), directory, port);
  }
}
