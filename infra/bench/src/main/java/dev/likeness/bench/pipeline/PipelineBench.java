package dev.likeness.bench.pipeline;

import dev.likeness.bench.pipeline.PipelineOptions.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole road of jobs that are no work, in each system after the other: processor time, records,
 * times, and whether everything came once. One system runs at a time, on a core of its own where
 * there are two.
 */
public final class PipelineBench implements AutoCloseable {
  private static final Duration FIRST_JOB_LIMIT = Duration.ofSeconds(60);
  private static final long BETWEEN_TRIES_NANOS = Duration.ofMillis(200).toNanos();

  private final Path directory;
  private final PipelineOptions options = PipelineOptions.ofSystemProperties();
  private final Cores cores = Cores.choose();
  private final WebhookEndpoints endpoints = new WebhookEndpoints();
  private final LoadGenerator generator = new LoadGenerator();
  private final ScenarioRun runs = new ScenarioRun(generator, endpoints);
  private final List<Measurement> measured = new ArrayList<>();

  /**
   * @param directory for data and logs
   */
  public PipelineBench(Path directory) throws IOException {
    this.directory = directory;
  }

  /** Prints its findings. */
  public void run() throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(PipelineBench::endPrograms, "end-programs"));
    cores.moveToLoad();
    System.out.println(cores.told());
    for (Choice choice : options.systems()) {
      measure(choice);
    }
    System.out.println();
    System.out.println(ResultTables.all(measured));
    measured.stream()
        .filter(measurement -> measurement.records().isPresent())
        .map(Measurement::system)
        .distinct()
        .forEach(this::printRecords);
  }

  @Override
  public void close() {
    generator.close();
    endpoints.close();
  }

  /** A run that is broken off leaves nothing behind. */
  private static void endPrograms() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
  }

  private void printRecords(String system) {
    System.out.println();
    System.out.println("Records per job of " + system + ":");
    System.out.println();
    System.out.println(
        ResultTables.records(
            measured.stream().filter(measurement -> measurement.system().equals(system)).toList()));
  }

  private void measure(Choice choice) throws Exception {
    Path own = Files.createDirectories(directory.resolve(choice.name()));
    switch (choice) {
      case LIKENESS -> measure(LikenessSystem.start(own, options.slots(), cores));
      case KAFKA -> measure(BareKafkaSystem.start(own, cores));
      case BULL -> {
        Optional<String> missing = BullSystem.missing();
        if (missing.isPresent()) {
          System.out.println("BullMQ is not measured: this machine lacks " + missing.get() + ".");
          return;
        }
        measure(BullSystem.start(own, cores));
      }
    }
  }

  private void measure(MeasuredSystem system) throws Exception {
    try (system) {
      awaitFirstJob(system);
      new WarmUp(options.warmUp())
          .run(system.name(), () -> runs.run(system, Scenario.warmUp(options.round())).cpuPerJob());
      List<Scenario> scenarios = Scenario.all(options.burst(), options.length());
      for (Scenario scenario :
          scenarios.subList(0, Math.min(options.scenarios(), scenarios.size()))) {
        if (scenario.leadIn().isPresent()) {
          var _ = runs.run(system, scenario.leadIn().get());
        }
        Measurement measurement = runs.run(system, scenario);
        System.err.println(ResultTables.row(measurement));
        measured.add(measurement);
      }
    }
  }

  /** An account's credit is known some time after the services are up. */
  private void awaitFirstJob(MeasuredSystem system) throws Exception {
    long end = System.nanoTime() + FIRST_JOB_LIMIT.toNanos();
    while (runs.run(system, Scenario.warmUp(1)).refused() > 0) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(system.name() + " accepts no job");
      }
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
    }
  }
}
