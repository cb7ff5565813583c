package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void keepsSchemasOverARestartAndLeavesNoProcessAndSaysThatItWasKilled() throws Exception {
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

      var failure = registry.failure();
      ProcessHandle.of(registry.pid()).orElseThrow().destroyForcibly();
      assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .startsWith("the registry ended with exit code ");
    }
  }

  @Test
  void showsTheEndOfItsLogWhenItCannotStart() throws Exception {
    Files.writeString(directory.resolve("registry.mv.db"), "this is no database");
    LocalRegistryConfig config = config(FreePorts.choose(1).get(0));

    assertThatThrownBy(() -> LocalRegistry.start(config, PATIENCE))
        .isInstanceOf(LocalKafkaException.class)
        .hasMessageContaining("registry.log");
  }

  @Test
  void doesNotTakeAnotherRegistryOnItsPortForItself() throws Exception {
    try (var other = HttpServerOnPort.answeringEverything()) {
      LocalRegistryConfig config = config(other.port());

      // Launching looks at the port first; a start that is not the first at it does not get so far.
      assertThatThrownBy(() -> LocalRegistry.launchOn(config).awaitReady(PATIENCE))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + other.port());
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
