package dev.likeness.worker.work;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures how long each stage of one attempt takes and tells the progress log where it stands. A
 * stage may be entered once for each output; its times add up. For the one thread that runs the
 * attempt.
 */
public final class StageClock {
  private final LongSupplier nanoTime;
  private final ProgressLog log;
  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private int output;
  private int outputs = 1;
  private double from;
  private double part = 1;
  private double furthest;

  public StageClock(LongSupplier nanoTime, ProgressLog log) {
    this.nanoTime = nanoTime;
    this.log = log;
  }

  /**
   * What follows is for one of several outputs.
   *
   * @param index from 0
   */
  public void beginOutput(int index, int count) {
    output = index;
    outputs = count;
  }

  /**
   * What follows is one of several tries, of which the later ones may not be needed: each takes
   * half of the way that is left, and the last one all of it.
   *
   * @param number from 0
   */
  public void beginCandidate(int number, int count) {
    double left = Math.scalb(1.0, -number);
    from = 1 - left;
    part = number + 1 < count ? left / 2 : left;
  }

  /** Runs a part of {@code stage} and adds its time, also if it fails. */
  public <T> T during(Stage stage, Supplier<T> part) {
    reached(stage, 0);
    return add(stage, part);
  }

  /** As {@link #during}, for what follows in a stage: progress is not set back. */
  public <T> T add(Stage stage, Supplier<T> part) {
    long begin = nanoTime.getAsLong();
    try {
      return part.get();
    } finally {
      nanos.merge(stage, nanoTime.getAsLong() - begin, Long::sum);
    }
  }

  /**
   * The stage in progress has come this far.
   *
   * @param done of the stage, 0 to 1; for the output in progress
   */
  public void reached(Stage stage, double done) {
    // An operation may fetch and decode again later, photo by photo.
    furthest = Math.max(furthest, overall(stage, done));
    log.reached(stage, furthest);
  }

  /** Tries share the way up to the storing of what was chosen. */
  private double overall(Stage stage, double done) {
    double begin = Stage.STORE.overall(0, 0, 1);
    double here = stage.overall(done, output, outputs);
    return here >= begin ? here : begin * from + here * part;
  }

  /** Milliseconds by label of stage, in the order of the stages. */
  Map<String, Long> millis() {
    var millis = new LinkedHashMap<String, Long>();
    nanos.forEach((stage, total) -> millis.put(stage.label(), Math.round(total / 1e6)));
    return millis;
  }
}
