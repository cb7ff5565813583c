package dev.likeness.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, whose processor time and memory the system counts ({@code
 * /proc}: Linux only). Owns the process.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a main class of this class path, and returns when all its health checks pass.
   *
   * @param jvm options of the JVM
   * @param main class and its arguments
   */
  static ServerProcess start(
      List<String> jvm, List<String> main, Map<String, String> environment, int adminPort, Path log)
      throws IOException, InterruptedException {
    return launch(java(jvm, main), environment, log, healthy(adminPort));
  }

  /** Whether a server accepts work. */
  public interface Readiness {
    boolean reached() throws IOException;
  }

  /** All health checks of an admin port pass. */
  public static Readiness healthy(int adminPort) {
    return () -> {
      var url = URI.create("http://127.0.0.1:" + adminPort + "/healthcheck").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode() == 200;
    };
  }

  /** Somebody listens on a port of loopback. */
  public static Readiness listening(int port) {
    return () -> {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      }
    };
  }

  /**
   * The command that starts a main class of this class path.
   *
   * @param jvm options of the JVM
   * @param main class and its arguments
   */
  public static List<String> java(List<String> jvm, List<String> main) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(main);
    return command;
  }

  /** Starts any program, and returns when it is ready. */
  public static ServerProcess launch(
      List<String> command, Map<String, String> environment, Path log, Readiness readiness)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    var server = new ServerProcess(builder.start(), log);
    try {
      server.awaitReady(readiness);
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Processor time of all its threads since its start, in milliseconds. */
  double cpuMillis() throws IOException {
    return ProcessorTime.millis(pid());
  }

  /** The most memory that it ever had in RAM ({@code VmHWM}), in MiB. */
  long peakMemoryMebibytes() throws IOException {
    return mebibytes(process.pid(), "VmHWM:");
  }

  /** The memory that it has in RAM now ({@code VmRSS}), in MiB. */
  long memoryMebibytes() throws IOException {
    return mebibytes(process.pid(), "VmRSS:");
  }

  /** The same of the processes that it has started. */
  long memoryOfChildrenMebibytes() throws IOException {
    long sum = 0;
    for (ProcessHandle child : process.toHandle().descendants().toList()) {
      sum += mebibytes(child.pid(), "VmRSS:");
    }
    return sum;
  }

  private static long mebibytes(long pid, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("the system does not tell " + field);
  }

  /** SIGKILL: nothing is stopped in order. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private void awaitReady(Readiness readiness) throws IOException, InterruptedException {
    long limit = System.nanoTime() + READY_LIMIT.toNanos();
    while (!isReady(readiness)) {
      boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() > limit) {
        throw new IOException("the server did not start:\n" + Files.readString(log));
      }
    }
  }

  private static boolean isReady(Readiness readiness) {
    try {
      return readiness.reached();
    } catch (IOException e) {
      return false;
    }
  }
}
