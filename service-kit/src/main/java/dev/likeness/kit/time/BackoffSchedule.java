package dev.likeness.kit.time;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Waiting times between attempts, each lengthened or shortened by a random share so that many
 * retries do not meet. The one retry schedule of the project: attempts at jobs, webhooks and calls
 * between services all use it. Immutable.
 *
 * @param delays before attempt 2, 3, ...; after the last there is no further attempt
 * @param jitter largest share of a delay that is added or taken away, 0 to 1
 */
public record BackoffSchedule(List<Duration> delays, double jitter) {
  public BackoffSchedule {
    delays = List.copyOf(delays);
    if (!(jitter >= 0 && jitter <= 1)) { // so that NaN is refused too
      throw new IllegalArgumentException("jitter must be between 0 and 1, is " + jitter);
    }
    if (delays.stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("a delay must not be negative");
    }
  }

  /** {@code attempts} in all; the delay doubles from {@code first} up to {@code longest}. */
  public static BackoffSchedule doubling(
      Duration first, Duration longest, int attempts, double jitter) {
    var delays =
        Stream.iterate(shorter(first, longest), d -> shorter(d.multipliedBy(2), longest))
            .limit(Math.max(0, attempts - 1))
            .toList();
    return new BackoffSchedule(delays, jitter);
  }

  /** Attempts in all, the first included. */
  public int attempts() {
    return delays.size() + 1;
  }

  /**
   * How long to wait after attempt {@code made} (1 for the first) has failed; empty if it was the
   * last.
   *
   * @param random gives numbers from 0 (included) to 1
   */
  public Optional<Duration> delayAfter(int made, DoubleSupplier random) {
    if (made < 1) {
      throw new IllegalArgumentException("attempts count from 1, got " + made);
    }
    if (made > delays.size()) {
      return Optional.empty();
    }
    Duration delay = delays.get(made - 1);
    double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
    return Optional.of(Duration.ofNanos((long) (delay.toNanos() * factor)));
  }

  /**
   * From the first attempt to the last, at the most.
   *
   * @param least every wait may be made as long as this
   */
  public Duration longest(Duration least) {
    return delays.stream()
        .map(delay -> Duration.ofNanos((long) (delay.toNanos() * (1 + jitter))))
        .map(delay -> delay.compareTo(least) < 0 ? least : delay)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
