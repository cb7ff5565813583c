package dev.likeness.bench.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How large a run is.
 *
 * @param systems that are measured, by the names of {@link Choice}
 * @param scenarios the first so many of all
 * @param burst jobs at once
 * @param length of a steady load
 * @param warmUp limit of
 * @param round jobs of a round of it
 * @param slots of the worker of Likeness
 */
record PipelineOptions(
    List<Choice> systems,
    int scenarios,
    int burst,
    Duration length,
    Duration warmUp,
    int round,
    int slots) {

  /** A system that can be measured; the names are those of the option. */
  enum Choice {
    LIKENESS,
    KAFKA,
    BULL
  }

  /** From system properties that begin with {@code likeness.bench.}. */
  static PipelineOptions ofSystemProperties() {
    return new PipelineOptions(
        Stream.of(
                System.getProperty("likeness.bench.systems", "likeness,kafka,bull").split(",", -1))
            .map(name -> Choice.valueOf(name.strip().toUpperCase(Locale.ROOT)))
            .toList(),
        Integer.getInteger("likeness.bench.scenarios", Integer.MAX_VALUE),
        Integer.getInteger("likeness.bench.burst", 5_000),
        Duration.ofSeconds(Integer.getInteger("likeness.bench.seconds", 30)),
        Duration.ofSeconds(Integer.getInteger("likeness.bench.warm", 600)),
        Integer.getInteger("likeness.bench.round", 2_000),
        Integer.getInteger("likeness.bench.slots", 8));
  }
}
