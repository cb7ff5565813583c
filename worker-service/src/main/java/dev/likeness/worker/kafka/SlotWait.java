package dev.likeness.worker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a slot has waited for work, and whether it is to join its group again because of that. A
 * share partition may stand still although its members live (infra/adr/0022); a member that leaves
 * and joins anew gets it moving. Thread safe.
 */
final class SlotWait {
  /** Whoever has waited for less has no reason to join again. */
  static final Duration MIN_WAIT = Duration.ofSeconds(10);

  /** Joining again takes a moment, and helps no more if it is done at every word. */
  static final Duration MIN_BETWEEN_JOINS = Duration.ofSeconds(30);

  private final InstantSource time;
  private @Nullable Instant since;
  private Instant joinedAgainAt = Instant.EPOCH;
  private boolean asked;

  SlotWait(InstantSource time) {
    this.time = time;
  }

  /** The slot waits, or goes on waiting. */
  synchronized void waits() {
    if (since == null) {
      since = time.instant();
    }
  }

  /** The slot has work. */
  synchronized void works() {
    since = null;
    asked = false;
  }

  /** Empty while the slot works. */
  synchronized Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** Somebody knows of work that no slot has taken. */
  synchronized void askToJoinAgain() {
    Instant now = time.instant();
    asked |=
        since != null
            && !since.plus(MIN_WAIT).isAfter(now)
            && !joinedAgainAt.plus(MIN_BETWEEN_JOINS).isAfter(now);
  }

  /** Whether the slot is to join again now; says so once. */
  synchronized boolean joinsAgain() {
    boolean joins = asked;
    if (joins) {
      asked = false;
      joinedAgainAt = time.instant();
    }
    return joins;
  }
}
