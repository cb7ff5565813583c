package dev.likeness.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./likeness demo} or {@code dev} as a process, in a folder of its own. */
final class LocalStackProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Path JVM_OPTIONS = Path.of("..", "jvm").toAbsolutePath().normalize();

  /** As shells report a program that a signal ended: 128 and the number of the signal. */
  private static final int INTERRUPTED = 128 + 2;

  private static final int TERMINATED = 128 + 15;

  private final Process process;
  private final Path home;
  private final Path output;

  private LocalStackProcess(Process process, Path home, Path output) {
    this.process = process;
    this.home = home;
    this.output = output;
  }

  /** Starts it as the launcher does. */
  static LocalStackProcess start(Path directory, String... arguments) throws IOException {
    return launch(directory, System.getProperty("likeness.registry.home"), arguments);
  }

  /** Starts it where its build left something out. */
  static LocalStackProcess startWithoutRegistry(Path directory, String... arguments)
      throws IOException {
    return launch(directory, directory.resolve("nothing").toString(), arguments);
  }

  private static LocalStackProcess launch(Path directory, String registry, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@" + JVM_OPTIONS.resolve("service.options"),
            "@" + JVM_OPTIONS.resolve("local-stack.options"),
            "-XX:TieredStopAtLevel=1",
            "-Dlikeness.log=.likeness/likeness.log",
            "-Dlikeness.registry.home=" + registry,
            "-Dlogback.configurationFile=local-stack-logging.xml",
            "-cp",
            System.getProperty("java.class.path"),
            LocalStackMain.class.getName()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LIKENESS_"));
    return new LocalStackProcess(builder.start(), directory.resolve(".likeness"), output);
  }

  /**
   * @throws AssertionError with all that was said, if it does not end in time
   */
  int exitCode(Duration limit) throws InterruptedException, IOException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit + ":\n" + output());
    }
    return process.exitValue();
  }

  int exitCode() throws InterruptedException, IOException {
    return exitCode(START_LIMIT);
  }

  /** What it has said so far. */
  String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Processes that it started, and those that they started. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Folders of starts whose data is still there. */
  List<Path> data() throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      return all.filter(path -> path.getFileName().toString().startsWith("stack-")).toList();
    }
  }

  /**
   * Ends it as Ctrl-C does, and returns the exit code that follows. Where whoever started the tests
   * has Ctrl-C ignored, as shells do for jobs in the background, its children inherit that: then as
   * {@code kill} does.
   */
  int interrupt() throws IOException, InterruptedException {
    boolean ignored = ignoresCtrlC();
    String signal = ignored ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    return ignored ? TERMINATED : INTERRUPTED;
  }

  private boolean ignoresCtrlC() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
  }

  @Override
  public void close() {
    descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
