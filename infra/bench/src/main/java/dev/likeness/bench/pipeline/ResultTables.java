package dev.likeness.bench.pipeline;

import dev.likeness.local.kafka.RecordCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Measurements as tables in Markdown, for the README. */
final class ResultTables {
  private static final String HEAD =
      """
      | scenario | system | CPU-ms per job | of which | jobs/s | submit p50 / p99 / p99.9 ms | end to end p50 / p99 / p99.9 ms | records per job | refused | lost | twice |
      |---|---|---|---|---|---|---|---|---|---|---|\
      """;

  private ResultTables() {}

  static String all(List<Measurement> measurements) {
    return HEAD
        + "\n"
        + measurements.stream().map(ResultTables::row).collect(Collectors.joining("\n"));
  }

  static String row(Measurement measurement) {
    int jobs = measurement.scenario().jobs();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %s | %.0f | %s | %s | %s | %d | %d | %d |",
        measurement.scenario().name(),
        measurement.system(),
        measurement.cpuPerJob(),
        measurement.cpu().toldPerJob(jobs),
        measurement.perSecond(),
        measurement.submit().told(),
        measurement.endToEnd().told(),
        measurement.records().map(records -> perJob(records.total(), jobs)).orElse("-"),
        measurement.refused(),
        measurement.lost(),
        measurement.twice());
  }

  /** Records per job by topic, a column for each scenario, of one system. */
  static String records(List<Measurement> measurements) {
    var lines = new ArrayList<String>();
    lines.add(
        measurements.stream()
            .map(measurement -> measurement.scenario().name())
            .collect(Collectors.joining(" | ", "| topic | ", " |")));
    lines.add("|---".repeat(measurements.size() + 1) + "|");
    lines.add(recordsRow("all", measurements, RecordCounts::total));
    measurements.stream()
        .flatMap(measurement -> measurement.records().stream())
        .flatMap(records -> records.topics().stream())
        .distinct()
        .map(topic -> recordsRow("`" + topic + "`", measurements, records -> records.of(topic)))
        .forEach(lines::add);
    return String.join("\n", lines);
  }

  private interface Count {
    long of(RecordCounts records);
  }

  private static String recordsRow(String name, List<Measurement> measurements, Count count) {
    return measurements.stream()
        .map(
            measurement ->
                measurement
                    .records()
                    .map(records -> perJob(count.of(records), measurement.scenario().jobs()))
                    .orElse("-"))
        .collect(Collectors.joining(" | ", "| " + name + " | ", " |"));
  }

  private static String perJob(long records, int jobs) {
    return String.format(Locale.ROOT, "%.2f", (double) records / jobs);
  }
}
