package dev.likeness.worker.smoke;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.onnx.CudaUse;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.smoke.ModelComparison.Tolerance;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code smoke --provider cuda|cpu}: whether models give on a device what they give on the CPU, and
 * how much work it does. Ends with an error if the device is not there, or a model gives something
 * else than on the CPU.
 */
public final class SmokeCommand extends Command {
  private static final int QUEUED_RUNS = 64;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int SIDE = 1024;

  private final Map<String, String> variables;

  /**
   * @param variables of the worker's configuration, for what no argument says
   */
  public SmokeCommand(Map<String, String> variables) {
    super("smoke", "Compares the models on a device with the CPU, then measures its throughput.");
    this.variables = Map.copyOf(variables);
  }

  @Override
  public void configure(Subparser arguments) {
    arguments.addArgument("--provider").choices("cuda", "cpu").setDefault("cpu");
    arguments
        .addArgument("--packs")
        .setDefault(variable("LIKENESS_WORKER_PACKS", ""))
        .help("directories of model packs beside the starter pack, separated as in PATH");
    arguments
        .addArgument("--slots")
        .type(Integer.class)
        .setDefault(Integer.parseInt(variable("LIKENESS_WORKER_SLOTS", "3")))
        .help("attempts in progress at a time");
    arguments
        .addArgument("--seconds")
        .type(Integer.class)
        .setDefault(30)
        .help("how long the queue is kept full");
    arguments
        .addArgument("--max-difference")
        .type(Double.class)
        .setDefault(.02)
        .help("largest difference of one number, as a share of the range of its output");
    arguments
        .addArgument("--mean-difference")
        .type(Double.class)
        .setDefault(.001)
        .help("largest mean difference");
    arguments.addArgument("--json").action(Arguments.storeTrue()).help("one JSON object");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace arguments) throws Exception {
    Path folder = Files.createTempDirectory("likeness-smoke");
    try {
      run(settings(arguments, folder), arguments.getBoolean("json"), System.out);
    } finally {
      remove(folder);
    }
  }

  /** What is wrong is a sentence for the operator; where it was found helps only us. */
  @Override
  public void onError(Cli cli, Namespace namespace, Throwable problem) {
    if (problem instanceof ModelException) {
      cli.getStdErr().println("smoke: " + problem.getMessage());
    } else {
      super.onError(cli, namespace, problem);
    }
  }

  /**
   * Prints what is found.
   *
   * @throws ModelException if the device is not there, a pack cannot be used, or the device gives
   *     something else than the CPU
   */
  static void run(SmokeSettings settings, boolean json, PrintStream out) throws Exception {
    TrustedRecords.install();
    SmokeReport report = new SmokeRun(settings).run();
    out.println(json ? json(report) : report.text());
    if (!report.withinTolerance()) {
      throw new ModelException(
          Reason.RUN_FAILED,
          report.provider() + " gives something else than the CPU: see the models above.");
    }
  }

  private SmokeSettings settings(Namespace arguments, Path folder) {
    List<Path> packs =
        Stream.of(arguments.getString("packs").split(File.pathSeparator))
            .filter(directory -> !directory.isBlank())
            .map(Path.of(System.getProperty("likeness.caller", ""))::resolve)
            .toList();
    return new SmokeSettings(
        device(arguments.getString("provider").equals("cuda")),
        new ServingSettings(
            packs,
            Boolean.parseBoolean(variable("LIKENESS_WORKER_ALLOW_NONCOMMERCIAL", "false")),
            Optional.empty(),
            OptionalDouble.empty()),
        folder,
        Math.max(1, arguments.getInt("slots")),
        Duration.ofSeconds(arguments.getInt("seconds")),
        SIDE,
        new Tolerance(
            arguments.getDouble("max_difference"), arguments.getDouble("mean_difference")));
  }

  private DeviceSettings device(boolean cuda) {
    int threads = Integer.parseInt(variable("LIKENESS_WORKER_CPU_THREADS", "0"));
    return new DeviceSettings(
        cuda ? CudaUse.TRUE : CudaUse.FALSE,
        Integer.parseInt(variable("LIKENESS_WORKER_CUDA_DEVICE", "0")),
        Long.parseLong(variable("LIKENESS_WORKER_CUDA_MEMORY_MB", "8192")) << 20,
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        Boolean.parseBoolean(variable("LIKENESS_WORKER_KEEP_MEMORY", "true")),
        QUEUED_RUNS,
        LONGEST_WAIT,
        LONGEST_RUN,
        GRACE);
  }

  private String variable(String name, String otherwise) {
    String value = variables.getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }

  private static String json(SmokeReport report) throws IOException {
    return new ObjectMapper()
        .registerModule(new Jdk8Module())
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValueAsString(report);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
