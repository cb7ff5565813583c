package dev.likeness.bench.pipeline;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Rounds of jobs until one costs no less than those before: a JVM with one core compiles for
 * minutes.
 *
 * @param limit after which the system is measured as it is
 */
record WarmUp(Duration limit) {
  private static final int FEWEST_ROUNDS = 3;

  /** A round may be so much cheaper than all before it, and be the last. */
  private static final double SAME = .95;

  /**
   * @param round tells its processor time of a job, in milliseconds
   */
  void run(String system, Callable<Double> round) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    double best = Double.POSITIVE_INFINITY;
    for (int rounds = 1; ; rounds++) {
      double cost = round.call();
      System.err.printf(Locale.ROOT, "%s: round %d, %.2f CPU-ms per job%n", system, rounds, cost);
      boolean same = cost >= best * SAME && cost <= best / SAME;
      if (rounds >= FEWEST_ROUNDS && same) {
        return;
      }
      best = Math.min(best, cost);
      if (System.nanoTime() - end > 0) {
        System.err.println(system + ": not yet warm after " + limit);
        return;
      }
    }
  }
}
