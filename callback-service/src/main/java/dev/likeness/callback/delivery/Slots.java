package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.DeliveryQueue.Room;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.kit.rate.FairShares;
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

  /** One account alone gets half of the places. */
  private static final int FREE_FOR_EACH_TAKEN = 1;

  /** What one attempt holds. */
  private record Taken(FairShares.Share place, FairShares.Share placeAtHost) {}

  private final WebhookDispatcher.Limits limits;
  private final FairShares places;
  private final Map<String, FairShares> hosts = new HashMap<>();
  private final Map<String, Taken> running = new HashMap<>();
  private final Map<Endpoint, Integer> runningByEndpoint = new HashMap<>();
  private final Map<String, Instant> madeUntil = new HashMap<>();
  private Instant nextSweep = Instant.MIN;

  Slots(WebhookDispatcher.Limits limits) {
    this.limits = limits;
    this.places = new FairShares(limits.all(), FREE_FOR_EACH_TAKEN);
  }

  synchronized Room roomFor(Endpoint endpoint) {
    if (places.full()) {
      return Room.FULL;
    }
    FairShares host = hosts.get(endpoint.host());
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
    FairShares host =
        hosts.computeIfAbsent(
            endpoint.host(), _ -> new FairShares(limits.ofHost(), FREE_FOR_EACH_TAKEN));
    running.put(attempt, new Taken(one(places, endpoint), one(host, endpoint)));
    runningByEndpoint.merge(endpoint, 1, Integer::sum);
    return true;
  }

  synchronized void release(Endpoint endpoint, String attempt, Instant now) {
    madeUntil.put(attempt, now.plus(COMES_ROUND));
    Taken taken = running.remove(attempt);
    if (taken != null) {
      taken.place().close();
      taken.placeAtHost().close();
    }
    hosts.computeIfPresent(endpoint.host(), (_, host) -> host.free() == host.total() ? null : host);
    runningByEndpoint.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
    notifyAll();
  }

  synchronized int running() {
    return running.size();
  }

  private static FairShares.Share one(FairShares shares, Endpoint endpoint) {
    FairShares.Share share = shares.open(endpoint.account());
    if (!share.grow(1)) {
      throw new IllegalStateException("there was room a moment ago, and nobody else takes any");
    }
    return share;
  }

  /** Waits until nothing runs; false if that takes longer. */
  synchronized boolean awaitNone(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!running.isEmpty()) {
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
