package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.DeliveryQueue.Room;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.kit.rate.FairPlaces;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which attempts run, and which are so fresh that their outcome may not have come round through the
 * topic yet. An endpoint has few places of all, so one that never answers cannot take them all;
 * accounts share the places fairly, and those of each host too, so that endpoints of one account,
 * however many, leave room for those of the others. Thread safe.
 */
final class Slots {
  /** An outcome that has not come round by then was lost: the attempt may be made again. */
  static final Duration COMES_ROUND = Duration.ofSeconds(30);

  private final WebhookDispatcher.Limits limits;
  private final FairPlaces places;
  private final Map<String, FairPlaces> hosts = new HashMap<>();
  private final Map<Endpoint, Integer> runningByEndpoint = new HashMap<>();
  private final Map<String, Instant> madeUntil = new HashMap<>();
  private Instant nextSweep = Instant.MIN;

  Slots(WebhookDispatcher.Limits limits) {
    this.limits = limits;
    this.places = new FairPlaces(limits.all());
  }

  synchronized Room roomFor(Endpoint endpoint) {
    if (places.full()) {
      return Room.FULL;
    }
    FairPlaces host = hosts.get(endpoint.host());
    boolean room =
        places.hasRoomFor(endpoint.account())
            && (host == null || host.hasRoomFor(endpoint.account()))
            && runningByEndpoint.getOrDefault(endpoint, 0) < limits.ofEndpoint();
    return room ? Room.AVAILABLE : Room.ENDPOINT_BUSY;
  }

  /** Takes a place, unless there is none or the attempt was made. */
  synchronized boolean take(Endpoint endpoint, String attempt, Instant now) {
    sweep(now);
    if (roomFor(endpoint) != Room.AVAILABLE
        || madeUntil.putIfAbsent(attempt, Instant.MAX) != null) {
      return false;
    }
    places.take(endpoint.account());
    hosts
        .computeIfAbsent(endpoint.host(), _ -> new FairPlaces(limits.ofHost()))
        .take(endpoint.account());
    runningByEndpoint.merge(endpoint, 1, Integer::sum);
    return true;
  }

  synchronized void release(Endpoint endpoint, String attempt, Instant now) {
    madeUntil.put(attempt, now.plus(COMES_ROUND));
    places.giveBack(endpoint.account());
    hosts.computeIfPresent(
        endpoint.host(),
        (_, host) -> {
          host.giveBack(endpoint.account());
          return host.takenInAll() == 0 ? null : host;
        });
    runningByEndpoint.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
    notifyAll();
  }

  synchronized int running() {
    return places.takenInAll();
  }

  /** Waits until nothing runs; false if that takes longer. */
  synchronized boolean awaitNone(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (places.takenInAll() > 0) {
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
