package dev.likeness.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that tries to get out, once inside the sandbox and once, to compare, outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxTest {
  private static final SandboxLimits LIMITS = new SandboxLimits(32, 256, 60);
  private static final int KILLED = 128 + 9;

  private Map<String, String> inside = Map.of();
  private Map<String, String> outside = Map.of();

  @BeforeAll
  void probe(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "of another");
    try (var file = new FileInputStream(secret.toFile());
        var socket = new ServerSocket(0)) {
      assertThat(file.getFD().valid() && socket.isBound()).isTrue();
      inside = said(start(LIMITS, "inside", "calls", secret));
      outside = said(start(LIMITS, "outside", "calls", secret));
    }
  }

  @Test
  void theEnvironmentIsEmpty() {
    assertThat(System.getenv()).isNotEmpty();
    assertThat(inside).containsEntry("environment", "[]");
  }

  @Test
  void noDescriptorOfTheParentIsOpen() {
    assertThat(inside.get("descriptors")).contains("pipe:").doesNotContain("secret", "socket:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write", "socket", "signal", "thread", "process"})
  void theSystemRefuses(String attempt) {
    assumeTrue(
        "[]".equals(inside.get("missing")), () -> "this system lacks " + inside.get("missing"));

    assertThat(outside).containsEntry(attempt, "true");
    assertThat(inside).containsEntry(attempt, "false");
  }

  @Test
  void memoryEndsWhereWasAgreed() {
    assumeTrue(isLinux(), "only Linux counts all memory");

    assertThat(outside).containsEntry("mebibytes", "512");
    assertThat(Integer.parseInt(inside.getOrDefault("mebibytes", ""))).isBetween(1, 255);
  }

  @Test
  void processorTimeEndsWhereWasAgreed(@TempDir Path folder) throws Exception {
    assumeTrue(isLinux(), "other systems end it in other ways");
    Process process = start(new SandboxLimits(32, 256, 2), "inside", "cpu", folder);

    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(KILLED);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(SandboxLimits limits, String where, String what, Path file)
      throws IOException {
    String classPath =
        Stream.of(Sandbox.class, SandboxProbe.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(java.io.File.pathSeparator));
    return new SandboxedJvm(classPath, SandboxProbe.class, limits, Map.of())
        .start(where, what, file.toString());
  }

  /** The last of its answers to each question. */
  private static Map<String, String> said(Process process) throws Exception {
    List<String> lines;
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      // It says less than a pipe holds.
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      lines = out.lines().toList();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("after %s", lines).isZero();
    return lines.stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (_, last) -> last));
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }
}
