package dev.likeness.bench.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A load, and how well the endpoints are.
 *
 * @param perSecond jobs; infinite for all at once
 */
record Scenario(String name, int jobs, double perSecond, Trouble trouble) {
  private static final int LEAD_IN_PART = 3;

  /** What is wrong with the customers' endpoints. */
  enum Trouble {
    NONE,
    /** One in twenty webhooks is answered 503 when it first comes. */
    SOME_REFUSED_FIRST,
    /** One endpoint takes connections and never answers. */
    ONE_ENDPOINT_SILENT
  }

  /** The silent endpoint comes last: what it was not told is tried again for long. */
  static List<Scenario> all(int burst, Duration length) {
    return List.of(
        new Scenario("burst", burst, Double.POSITIVE_INFINITY, Trouble.NONE),
        steady("100/s", 100, length, Trouble.NONE),
        steady("200/s", 200, length, Trouble.NONE),
        steady("100/s, 1 in 20 refused first", 100, length, Trouble.SOME_REFUSED_FIRST),
        steady("100/s, 1 of 50 endpoints silent", 100, length, Trouble.ONE_ENDPOINT_SILENT));
  }

  /** A load that only makes programs warm. */
  static Scenario warmUp(int jobs) {
    return new Scenario("warm-up", jobs, Double.POSITIVE_INFINITY, Trouble.NONE);
  }

  /** The same load for a while, to get used to; a burst needs no other than the warm-up. */
  Optional<Scenario> leadIn() {
    return perSecond == Double.POSITIVE_INFINITY
        ? Optional.empty()
        : Optional.of(new Scenario("lead-in", jobs / LEAD_IN_PART, perSecond, Trouble.NONE));
  }

  private static Scenario steady(String name, double perSecond, Duration length, Trouble trouble) {
    return new Scenario(name, (int) (perSecond * length.toMillis() / 1000), perSecond, trouble);
  }

  /** When a job is meant to be submitted, from the begin. */
  long meantNanos(int number) {
    return (long) (number * 1e9 / perSecond); // 0 where there is no pause between them
  }
}
