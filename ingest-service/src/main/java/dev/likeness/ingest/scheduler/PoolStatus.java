package dev.likeness.ingest.scheduler;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Port: what workers last said of themselves, in signs of life that each gives every few seconds.
 * Must be quick and thread safe.
 */
public interface PoolStatus {

  /** Since when a slot of the pool waits for work; empty if none does, or nothing is known. */
  Optional<Instant> waitingSince(String pool);

  /** When a worker last said that it has the attempt; empty if none did, or nothing is known. */
  Optional<Instant> heardOf(String attemptId);

  /** As two functions say. */
  static PoolStatus of(
      Function<String, Optional<Instant>> waitingSince,
      Function<String, Optional<Instant>> heardOf) {
    return new PoolStatus() {
      @Override
      public Optional<Instant> waitingSince(String pool) {
        return waitingSince.apply(pool);
      }

      @Override
      public Optional<Instant> heardOf(String attemptId) {
        return heardOf.apply(attemptId);
      }
    };
  }

  /** Nothing is known. */
  static PoolStatus unknown() {
    return of(_ -> Optional.empty(), _ -> Optional.empty());
  }
}
