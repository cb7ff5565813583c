package dev.likeness.ingest.scheduler;

import dev.likeness.kit.time.BackoffSchedule;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scheduler's numbers.
 *
 * @param retries attempts at a job and the waits between them
 * @param startWithin an attempt that no worker starts for so long is lost
 * @param takenWithin an attempt that no worker starts for so long, while a slot waits for work all
 *     the time, is released again
 * @param silentAfter an attempt whose worker is not heard of for so long is lost
 * @param rememberFor how long a job is known after its end
 * @param fetches tries at fetching a job's photos and the waits between them
 * @param fetchedWithin a try of which nothing is heard for so long is repeated; longer than the
 *     photos of a large batch take
 * @param releaseWindow attempts that may be out at a time, per partition; more are held back
 * @param fetchWindow jobs whose photos may be fetched at a time, per partition; more wait, and
 *     accounts share it
 */
public record SchedulerRules(
    BackoffSchedule retries,
    Duration startWithin,
    Duration takenWithin,
    Duration silentAfter,
    Duration rememberFor,
    BackoffSchedule fetches,
    Duration fetchedWithin,
    int releaseWindow,
    int fetchWindow) {

  /** What an installation starts with. */
  public static final SchedulerRules DEFAULTS =
      new SchedulerRules(
          BackoffSchedule.doubling(Duration.ofSeconds(1), Duration.ofSeconds(30), 4, 0.2),
          Duration.ofMinutes(30),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofDays(30),
          new BackoffSchedule(
              List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30)), 0.2),
          Duration.ofMinutes(15),
          16,
          64);

  public SchedulerRules {
    if (Stream.of(startWithin, takenWithin, silentAfter, rememberFor, fetchedWithin)
        .anyMatch(limit -> !limit.isPositive())) {
      throw new IllegalArgumentException(
          "startWithin, takenWithin, silentAfter, rememberFor and fetchedWithin must be longer than zero");
    }
    if (releaseWindow < 1 || fetchWindow < 1) {
      throw new IllegalArgumentException("releaseWindow and fetchWindow must be 1 or more");
    }
  }
}
