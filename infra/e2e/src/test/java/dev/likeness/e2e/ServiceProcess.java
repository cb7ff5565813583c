package dev.likeness.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One program as a process that can be killed and started again. Not thread safe. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Path JVM_OPTIONS = Path.of("..", "jvm").toAbsolutePath().normalize();

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final Readiness readiness;
  private @Nullable Process process;

  /** Whether the program accepts work. */
  interface Readiness {
    boolean reached() throws IOException;
  }

  ServiceProcess(
      String name,
      String classPath,
      List<String> jvmAndMain,
      Map<String, String> environment,
      Path logs,
      Readiness readiness) {
    this.name = name;
    this.environment = environment;
    this.log = logs.resolve(name + ".log");
    this.readiness = readiness;
    var full = new ArrayList<String>();
    full.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As every installation starts it: what is measured here holds there.
    full.addAll(List.of(options("service"), "-XX:TieredStopAtLevel=1", "-cp", classPath));
    full.addAll(jvmAndMain);
    this.command = List.copyOf(full);
  }

  /** The argument that names a file of {@code infra/jvm}: memory of a service. */
  static String options(String name) {
    return "@" + JVM_OPTIONS.resolve(name + ".options");
  }

  /** A service is ready when all its health checks pass. */
  static Readiness healthy(int adminPort) {
    return () -> {
      var url = URI.create("http://127.0.0.1:" + adminPort + "/healthcheck").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      return connection.getResponseCode() == 200;
    };
  }

  void start() {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // as infra/jvm/README.md says
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() throws InterruptedException {
    long limit = System.nanoTime() + READY_LIMIT.toNanos();
    while (!isReady()) {
      // Waiting for the end of the process is the pause between two looks.
      if (running().waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " ended with " + running().exitValue() + logTail());
      }
      if (System.nanoTime() > limit) {
        throw new AssertionError(name + " was not ready within " + READY_LIMIT + logTail());
      }
    }
  }

  /** Waits for a program that does one thing and ends; returns what it printed. */
  String awaitSuccess() throws InterruptedException {
    boolean ended = running().waitFor(READY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended || running().exitValue() != 0) {
      throw new AssertionError(name + " did not succeed" + logTail());
    }
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL: no shutdown hook runs, no socket is closed in an orderly way. */
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /** SIGSTOP: until {@link #resume} it keeps what it holds and does nothing, as if it were away. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError(name + " does not take the signal " + signal);
    }
  }

  long pid() {
    return running().pid();
  }

  @Override
  public void close() throws InterruptedException {
    if (process == null) {
      return;
    }
    running().destroy();
    if (!running().waitFor(20, TimeUnit.SECONDS)) {
      running().destroyForcibly().waitFor();
    }
  }

  private boolean isReady() {
    try {
      return readiness.reached();
    } catch (IOException e) {
      return false;
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return "; the end of its log:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "; it has no log";
    }
  }
}
