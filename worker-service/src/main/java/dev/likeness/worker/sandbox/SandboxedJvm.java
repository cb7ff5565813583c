package dev.likeness.worker.sandbox;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM that will enter the {@link Sandbox}: how its process is started.
 *
 * <p>It inherits nothing: no environment variables, which hold the secrets of a service, and no
 * descriptors but pipes for standard input and output. What it prints to standard error is dropped.
 *
 * @param classPath as on a command line
 * @param program class with the main method, which calls {@link Sandbox#enter} before it reads
 *     input
 * @param properties system properties
 */
public record SandboxedJvm(
    String classPath, Class<?> program, SandboxLimits limits, Map<String, String> properties) {

  /** Options that hold for every such process. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xms16m",
          // One thread collects garbage and one compiles: later no thread can be started.
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UseDynamicNumberOfCompilerThreads",
          // Neither files in the temporary folder nor a socket for debuggers nor reports of
          // crashes.
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-XX:+SuppressFatalErrorMessage",
          // Standard output belongs to the program: warnings of the JVM would get in between.
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** Starts the process; the caller ends it. */
  public Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(limits.options());
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().clear();
    return builder.start();
  }
}
