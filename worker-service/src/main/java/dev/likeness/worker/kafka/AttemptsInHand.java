package dev.likeness.worker.kafka;

import dev.likeness.worker.model.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attempts that this worker carries out now, and those that it must not begin because they were
 * cancelled. A cancelled attempt is remembered for an hour, which is longer than one waits in the
 * short queue of released attempts, and the oldest is forgotten beyond ten thousand. Thread safe.
 */
final class AttemptsInHand {
  private static final int MOST = 10_000;
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final InstantSource time;
  private final int most;
  private final Map<String, Cancellation> running = new HashMap<>();

  /** When each was cancelled, oldest first. */
  private final Map<String, Instant> cancelled = new LinkedHashMap<>();

  AttemptsInHand(InstantSource time) {
    this(time, MOST);
  }

  AttemptsInHand(InstantSource time, int most) {
    this.time = time;
    this.most = most;
  }

  /**
   * Takes an attempt in hand, unless it was cancelled.
   *
   * @param cancellation to be requested when it is cancelled later
   * @return whether it is to be carried out; then {@link #end} must follow
   */
  synchronized boolean begin(String attemptId, Cancellation cancellation) {
    forget();
    if (cancelled.containsKey(attemptId)) {
      return false;
    }
    running.put(attemptId, cancellation);
    return true;
  }

  /** The attempt has ended, in whatever way. */
  synchronized void end(String attemptId) {
    running.remove(attemptId);
  }

  /** Stops the attempt if it runs here, and keeps it from being begun. */
  void cancel(String attemptId) {
    Cancellation found;
    synchronized (this) {
      cancelled.putIfAbsent(attemptId, time.instant());
      forget();
      found = running.get(attemptId);
    }
    if (found != null) {
      found.request();
    }
  }

  /** Whether somebody has cancelled the attempt, not long ago. */
  synchronized boolean isCancelled(String attemptId) {
    return cancelled.containsKey(attemptId);
  }

  /** Their ids. */
  synchronized List<String> ids() {
    return List.copyOf(running.keySet());
  }

  private void forget() {
    Instant expired = time.instant().minus(REMEMBERED);
    var oldest = cancelled.values().iterator();
    while (oldest.hasNext() && (oldest.next().isBefore(expired) || cancelled.size() > most)) {
      oldest.remove();
    }
  }
}
