package dev.likeness.ingest.scheduler;

import java.time.Instant;
import java.util.Optional;

/** Port: what the workers of a pool say of their slots. Must be quick and thread safe. */
@FunctionalInterface
public interface WaitingSlots {

  /** Since when a slot of the pool waits for work; empty if none does, or nothing is known. */
  Optional<Instant> since(String pool);

  /** Nothing is known. */
  static WaitingSlots unknown() {
    return _ -> Optional.empty();
  }
}
