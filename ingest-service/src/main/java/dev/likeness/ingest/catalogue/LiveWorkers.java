package dev.likeness.ingest.catalogue;

import dev.likeness.schema.v1.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The workers that are there now, as they say themselves. Thread safe if its source is. */
public final class LiveWorkers {
  /** A worker that was not heard of for so many of its intervals is gone. */
  private static final int INTERVALS = 3;

  private final Supplier<Collection<WorkerStatus>> workers;
  private final InstantSource clock;

  /**
   * @param workers the latest word of every worker
   */
  public LiveWorkers(Supplier<Collection<WorkerStatus>> workers, InstantSource clock) {
    this.workers = workers;
    this.clock = clock;
  }

  Stream<WorkerStatus> all() {
    Instant now = clock.instant();
    return workers.get().stream()
        .filter(
            worker ->
                now.isBefore(
                    worker
                        .getAt()
                        .plus(Duration.ofMillis(worker.getIntervalMs()).multipliedBy(INTERVALS))));
  }

  /** Since when a slot of {@code pool} waits for work; empty if none does. */
  public Optional<Instant> waitingSince(String pool) {
    return all()
        .filter(worker -> worker.getPool().equals(pool))
        .map(WorkerStatus::getWaitingSince)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder());
  }

  /** When a worker last said that it has the attempt, also one that is gone by now. */
  public Optional<Instant> heardOf(String attemptId) {
    return workers.get().stream()
        .filter(worker -> worker.getAttempts().contains(attemptId))
        .map(WorkerStatus::getAt)
        .max(Comparator.naturalOrder());
  }
}
