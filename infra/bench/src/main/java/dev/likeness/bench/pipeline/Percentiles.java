package dev.likeness.bench.pipeline;

import java.util.Arrays;
import java.util.Locale;

/** Of times, in milliseconds; not a number where there are none. */
record Percentiles(double p50, double p99, double p999) {
  static Percentiles ofNanos(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Percentiles(at(sorted, .5), at(sorted, .99), at(sorted, .999));
  }

  /** As in a table: {@code p50 / p99 / p99.9}. */
  String told() {
    return told(p50) + " / " + told(p99) + " / " + told(p999);
  }

  private static String told(double millis) {
    return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
  }

  /** The smallest time that is not exceeded by this part of all. */
  private static double at(long[] sorted, double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / 1e6;
  }
}
