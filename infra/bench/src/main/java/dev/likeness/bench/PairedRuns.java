package dev.likeness.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Compares two tasks by running them in turn, pair by pair, so that foreign load falls on both. The
 * result is the median of the ratios with a 95 % bootstrap interval. Not thread safe.
 */
final class PairedRuns {
  private static final int RESAMPLES = 2000;

  /** A task to be timed. */
  interface Task {
    void run() throws Exception;
  }

  /** A task that measures its own cost. */
  interface Measured {
    /** Runs it and tells the cost in milliseconds. */
    double run() throws Exception;
  }

  /**
   * What was found.
   *
   * @param ratio median of subject / baseline; below 1 the subject is faster
   */
  record Result(
      double ratio,
      double low,
      double high,
      double baselineMillis,
      double subjectMillis,
      int pairs) {}

  private final int warmUps;
  private final int pairs;
  private final Random random;

  PairedRuns(int warmUps, int pairs, long seed) {
    this.warmUps = warmUps;
    this.pairs = pairs;
    this.random = new Random(seed);
  }

  /** Compares the time that the tasks take. */
  Result compare(Task baseline, Task subject) throws Exception {
    return compareMeasured(() -> millis(baseline), () -> millis(subject));
  }

  /** Compares what the tasks say that they cost, in milliseconds. */
  Result compareMeasured(Measured baseline, Measured subject) throws Exception {
    for (int i = 0; i < warmUps; i++) {
      double _ = baseline.run();
      double _ = subject.run();
    }
    var ratios = new ArrayList<Double>();
    var baselines = new ArrayList<Double>();
    var subjects = new ArrayList<Double>();
    for (int i = 0; i < pairs; i++) {
      boolean baselineFirst = i % 2 == 0; // neither always profits from the other's warm caches
      double one = (baselineFirst ? baseline : subject).run();
      double two = (baselineFirst ? subject : baseline).run();
      baselines.add(baselineFirst ? one : two);
      subjects.add(baselineFirst ? two : one);
      ratios.add(subjects.getLast() / baselines.getLast());
    }
    double[] medians = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      medians[i] = median(resample(ratios));
    }
    Arrays.sort(medians);
    return new Result(
        median(ratios),
        medians[(int) (RESAMPLES * .025)],
        medians[(int) (RESAMPLES * .975)],
        median(baselines),
        median(subjects),
        pairs);
  }

  private static double millis(Task task) throws Exception {
    long begin = System.nanoTime();
    task.run();
    return (System.nanoTime() - begin) / 1e6;
  }

  private List<Double> resample(List<Double> values) {
    var sample = new ArrayList<Double>(values.size());
    for (int i = 0; i < values.size(); i++) {
      sample.add(values.get(random.nextInt(values.size())));
    }
    return sample;
  }

  private static double median(List<Double> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
