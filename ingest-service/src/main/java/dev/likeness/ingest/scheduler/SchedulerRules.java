package dev.likeness.ingest.scheduler;

import dev.likeness.kit.time.BackoffSchedule;
import java.time.Duration;

/**
 * The scheduler's numbers.
 *
 * @param retries attempts at a job and the waits between them
 * @param startWithin an attempt that no worker starts for so long is lost
 * @param silentAfter an attempt whose worker is not heard of for so long is lost
 * @param rememberFor how long a job is known after its end
 * @param releaseWindow attempts that may be out at a time, per partition; more are held back
 */
public record SchedulerRules(
    BackoffSchedule retries,
    Duration startWithin,
    Duration silentAfter,
    Duration rememberFor,
    int releaseWindow) {

  /** What an installation starts with. */
  public static final SchedulerRules DEFAULTS =
      new SchedulerRules(
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(30), 4, 0.2),
          Duration.ofMinutes(30),
          Duration.ofSeconds(30),
          Duration.ofDays(30),
          16);

  public SchedulerRules {
    if (!startWithin.isPositive() || !silentAfter.isPositive() || !rememberFor.isPositive()) {
      throw new IllegalArgumentException(
          "startWithin, silentAfter and rememberFor must be longer than zero");
    }
    if (releaseWindow < 1) {
      throw new IllegalArgumentException("releaseWindow must be 1 or more, is " + releaseWindow);
    }
  }
}
