package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.DeliveryQueue.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which attempts run, and which are so fresh that their outcome may not have come round through the
 * topic yet. An endpoint has few places of all, so one that never answers cannot take them all.
 * Thread safe.
 */
final class Slots {
  /** An outcome that has not come round by then was lost: the attempt may be made again. */
  static final Duration COMES_ROUND = Duration.ofSeconds(30);

  private final int places;
  private final int placesPerEndpoint;
  private final Map<String, Integer> runningByEndpoint = new HashMap<>();
  private final Map<String, Instant> madeUntil = new HashMap<>();
  private Instant nextSweep = Instant.MIN;
  private int running;

  Slots(int places, int placesPerEndpoint) {
    this.places = places;
    this.placesPerEndpoint = placesPerEndpoint;
  }

  synchronized Room roomFor(String endpoint) {
    if (running >= places) {
      return Room.FULL;
    }
    return runningByEndpoint.getOrDefault(endpoint, 0) >= placesPerEndpoint
        ? Room.ENDPOINT_BUSY
        : Room.AVAILABLE;
  }

  /** Takes a place, unless there is none or the attempt was made. */
  synchronized boolean take(String endpoint, String attempt, Instant now) {
    sweep(now);
    if (roomFor(endpoint) != Room.AVAILABLE
        || madeUntil.putIfAbsent(attempt, Instant.MAX) != null) {
      return false;
    }
    runningByEndpoint.merge(endpoint, 1, Integer::sum);
    running++;
    return true;
  }

  synchronized void release(String endpoint, String attempt, Instant now) {
    madeUntil.put(attempt, now.plus(COMES_ROUND));
    runningByEndpoint.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
    running--;
    notifyAll();
  }

  synchronized int running() {
    return running;
  }

  /** Waits until nothing runs; false if that takes longer. */
  synchronized boolean awaitNone(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (running > 0) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void sweep(Instant now) {
    if (now.isBefore(nextSweep)) {
      return;
    }
    nextSweep = now.plusSeconds(1);
    madeUntil.values().removeIf(until -> !until.isAfter(now));
  }
}
