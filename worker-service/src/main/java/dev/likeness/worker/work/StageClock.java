package dev.likeness.worker.work;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures how long each stage of one attempt takes and tells the progress log where it stands. A
 * stage may be entered more than once. For the one thread that runs the attempt.
 */
public final class StageClock {
  private final LongSupplier nanoTime;
  private final ProgressLog log;
  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

  public StageClock(LongSupplier nanoTime, ProgressLog log) {
    this.nanoTime = nanoTime;
    this.log = log;
  }

  /** Runs a part of {@code stage} and adds its time. */
  public <T> T during(Stage stage, Supplier<T> part) {
    log.reached(stage, stage.overall(0));
    long begin = nanoTime.getAsLong();
    try {
      return part.get();
    } finally {
      nanos.merge(stage, nanoTime.getAsLong() - begin, Long::sum);
    }
  }

  /** The stage in progress is done to this part, 0 to 1. */
  public void reached(Stage stage, double fractionOfStage) {
    log.reached(stage, stage.overall(fractionOfStage));
  }

  /** Milliseconds by label of stage. */
  Map<String, Long> millis() {
    var millis = new LinkedHashMap<String, Long>();
    nanos.forEach((stage, total) -> millis.put(stage.label(), Math.round(total / 1e6)));
    return millis;
  }
}
