package dev.likeness.ingest.scheduler;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Hears how the scheduler fares. Called on its threads, a few times a second for each partition:
 * must be quick, thread safe, and must not throw.
 */
public interface SchedulerMetrics {

  /**
   * A partition at an instant.
   *
   * @param held jobs that are held back
   * @param out attempts that were released, and of which nothing was reported
   * @param unfetched jobs that wait for their turn to have photos fetched
   * @param fetching jobs whose photos are fetched
   * @param oldestHeld when the job that was held back for longest was accepted; null if none is
   */
  record Load(long held, int out, long unfetched, int fetching, @Nullable Instant oldestHeld) {}

  default void load(int partition, Load load) {}

  /** An attempt is released again because no worker took it although slots waited. */
  default void untaken() {}

  /** The partition went to another instance, or the scheduler stops. */
  default void gone(int partition) {}

  /** Hears nothing. */
  static SchedulerMetrics none() {
    return new SchedulerMetrics() {};
  }
}
