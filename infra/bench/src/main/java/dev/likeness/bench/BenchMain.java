package dev.likeness.bench;

import dev.likeness.bench.pipeline.PipelineBench;
import dev.likeness.contract.TrustedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What {@code ./likeness bench [name]} runs. Prints a table row, or a line, for each benchmark. */
public final class BenchMain {
  private static final List<String> NAMES =
      List.of("enhance", "throughput", "submit", "uploads", "memory", "held", "pipeline");
  private static final int WARM_UPS = 10;
  private static final int PAIRS = 41;
  private static final int QUEUE = Integer.getInteger("likeness.bench.photos", 200);
  private static final int QUEUES = Integer.getInteger("likeness.bench.queues", 7);
  private static final int MIXED = Integer.getInteger("likeness.bench.mixed", 1000);
  private static final int HELD = Integer.getInteger("likeness.bench.held", 1_000_000);
  private static final long SEED = 1;

  private BenchMain() {}

  public static void main(String[] arguments) throws Exception {
    TrustedRecords.install();
    List<String> chosen = arguments.length == 0 ? NAMES : List.of(arguments);
    System.out.println(
        "| benchmark | ratio (median) | 95 % interval | baseline ms | subject ms | pairs |");
    System.out.println("|---|---|---|---|---|---|");
    for (String name : chosen) {
      run(name);
    }
    System.exit(0); // ONNX Runtime's threads would keep the JVM for some seconds
  }

  private static void run(String name) throws Exception {
    switch (name) {
      case "enhance" -> {
        try (var bench = new EnhanceBench()) {
          print(name, bench.run(new PairedRuns(WARM_UPS, PAIRS, SEED)));
        }
      }
      case "throughput" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new ThroughputBench(directory, QUEUE)) {
          print(name, bench.run(new PairedRuns(1, QUEUES, SEED)));
        } finally {
          remove(directory);
        }
      }
      case "submit" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new SubmitBench(directory)) {
          bench.run();
        } finally {
          remove(directory);
        }
      }
      case "uploads" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new UploadBench(directory)) {
          bench.run();
        } finally {
          remove(directory);
        }
      }
      case "memory" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new MemoryBench(directory, MIXED)) {
          bench.run();
        } finally {
          remove(directory);
        }
      }
      case "held" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new HeldBench(directory, HELD)) {
          bench.run();
        } finally {
          remove(directory);
        }
      }
      case "pipeline" -> {
        Path directory = Files.createTempDirectory("likeness-bench");
        try (var bench = new PipelineBench(directory)) {
          bench.run();
        } finally {
          remove(directory);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "there is no benchmark " + name + "; there are " + NAMES);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void print(String name, PairedRuns.Result result) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.3f to %.3f | %.0f | %.0f | %d |%n",
        name,
        result.ratio(),
        result.low(),
        result.high(),
        result.baselineMillis(),
        result.subjectMillis(),
        result.pairs());
  }
}
