package dev.likeness.bench.pipeline;

import dev.likeness.bench.ProcessorTime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Processor time of the programs of a system, in milliseconds.
 *
 * @param byProgram in the order in which they are told
 */
record ProcessorTimes(SequencedMap<String, Double> byProgram) {

  /** Since the programs were started. */
  static ProcessorTimes now(SequencedMap<String, Long> pids) throws IOException {
    var times = new LinkedHashMap<String, Double>();
    for (Map.Entry<String, Long> program : pids.entrySet()) {
      times.put(program.getKey(), ProcessorTime.millis(program.getValue()));
    }
    return new ProcessorTimes(times);
  }

  ProcessorTimes since(ProcessorTimes before) {
    var spent = new LinkedHashMap<String, Double>();
    byProgram.forEach(
        (program, time) -> spent.put(program, time - before.byProgram.getOrDefault(program, 0.0)));
    return new ProcessorTimes(spent);
  }

  double total() {
    return byProgram.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** As in a table: {@code broker 1.20, ingest .80}. */
  String toldPerJob(int jobs) {
    return byProgram.entrySet().stream()
        .map(
            program ->
                String.format(Locale.ROOT, "%s %.2f", program.getKey(), program.getValue() / jobs))
        .collect(Collectors.joining(", "));
  }
}
