package dev.likeness.bench;

import dev.likeness.contract.TrustedRecords;
import java.util.List;
import java.util.Locale;

/** What {@code ./likeness bench [name]} runs. Prints one table row for each benchmark. */
public final class BenchMain {
  private static final List<String> NAMES = List.of("enhance");
  private static final int WARM_UPS = 10;
  private static final int PAIRS = 41;
  private static final long SEED = 1;

  private BenchMain() {}

  public static void main(String[] arguments) throws Exception {
    TrustedRecords.install();
    List<String> chosen = arguments.length == 0 ? NAMES : List.of(arguments);
    System.out.println(
        "| benchmark | ratio (median) | 95 % interval | baseline ms | subject ms | pairs |");
    System.out.println("|---|---|---|---|---|---|");
    for (String name : chosen) {
      print(name, run(name));
    }
    System.exit(0); // ONNX Runtime's threads would keep the JVM for some seconds
  }

  private static PairedRuns.Result run(String name) throws Exception {
    var runs = new PairedRuns(WARM_UPS, PAIRS, SEED);
    if (!name.equals("enhance")) {
      throw new IllegalArgumentException("there is no benchmark " + name + "; there are " + NAMES);
    }
    try (var bench = new EnhanceBench()) {
      return bench.run(runs);
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
