package dev.likeness.ingest.inputs;

import dev.likeness.kit.rate.FairShares;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Room for fetches: so many at a time, which accounts share fairly, and fewer of one account from
 * one host. A place goes to the account that has the fewest; who waits for a host takes no place
 * from others. When an account's fetches from a host keep failing, only one at a time tries it, and
 * the others that wait are turned away, so that a host which is down or drips does not gather that
 * account's jobs behind it. What an account meets at a host is no other account's matter: at a
 * shared host, each has URLs of its own. Who has waited for long is turned away too, so that a job
 * is answered while the scheduler still waits for the answer. Thread safe.
 */
final class FetchRoom {

  /**
   * A fetch that wants to begin.
   *
   * @param host in any form that is the same for the same host
   */
  record Visit(String jobId, String account, String host) {}

  /** A fetch that may begin. */
  final class Place {
    private final Visit visit;
    private final FairShares.Share share;
    private final boolean probe;

    private Place(Visit visit, FairShares.Share share, boolean probe) {
      this.visit = visit;
      this.share = share;
      this.probe = probe;
    }

    /**
     * Has to be called when the fetch is over and its bytes are not needed any more.
     *
     * @param well whether the host answered as it should
     */
    void leave(boolean well) {
      synchronized (FetchRoom.this) {
        share.close();
        Site site = siteOf(visit);
        site.inside--;
        site.failures = well ? 0 : site.failures + 1;
        site.probed = site.probed && !probe;
        forgetIfUnused(visit);
        admit();
      }
    }
  }

  /** What became of asking for a place. */
  sealed interface Entry {
    record In(Place place) implements Entry {}

    /** The host is not well, or there was no place for too long: nothing was tried. */
    record TurnedAway() implements Entry {}

    /** Nobody needs the photo any more. */
    record Dismissed() implements Entry {}
  }

  /** What is known of an account's fetches from a host, while there are any. */
  private static final class Site {
    int users;
    int inside;
    int failures;
    boolean probed;
  }

  private static final class Waiter {
    final Visit visit;
    final CountDownLatch decided = new CountDownLatch(1);
    @Nullable Entry entry;

    Waiter(Visit visit) {
      this.visit = visit;
    }

    void decide(Entry decision) {
      entry = decision;
      decided.countDown();
    }
  }

  private record SiteName(String account, String host) {}

  /** One account alone gets half of the places. */
  private static final int FREE_FOR_EACH_TAKEN = 1;

  private final int ofSite;
  private final Duration longestWait;
  private final FairShares places;
  private final Map<SiteName, Site> sites = new HashMap<>();
  private final Map<String, Deque<Waiter>> waiting = new LinkedHashMap<>();

  /**
   * @param all fetches at a time
   * @param ofSite fetches at a time of one account from one host; so many failures in a row make
   *     the host unwell for the account
   * @param longestWait for a place
   */
  FetchRoom(int all, int ofSite, Duration longestWait) {
    this.places = new FairShares(all, FREE_FOR_EACH_TAKEN);
    this.ofSite = ofSite;
    this.longestWait = longestWait;
  }

  /** Waits for a place. */
  Entry enter(Visit visit) throws InterruptedException {
    var waiter = new Waiter(visit);
    synchronized (this) {
      siteOf(visit).users++;
      waiting.computeIfAbsent(visit.account(), _ -> new ArrayDeque<>()).addLast(waiter);
      admit();
    }
    boolean inTime;
    try {
      inTime = waiter.decided.await(longestWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      giveUp(waiter);
      throw e;
    }
    synchronized (this) {
      if (!inTime && waiter.entry == null) {
        sendAway(waiter, new Entry.TurnedAway());
      }
      return Optional.ofNullable(waiter.entry).orElseThrow();
    }
  }

  /** Sends away what waits for a place for {@code jobId}. */
  synchronized void dismiss(String jobId) {
    for (Deque<Waiter> queue : List.copyOf(waiting.values())) {
      for (Waiter waiter : List.copyOf(queue)) {
        if (waiter.visit.jobId().equals(jobId)) {
          sendAway(waiter, new Entry.Dismissed());
        }
      }
    }
  }

  /** How many fetches of the account have asked for the host and have not left. */
  synchronized int users(String account, String host) {
    Site site = sites.get(new SiteName(account, host));
    return site == null ? 0 : site.users;
  }

  private void giveUp(Waiter waiter) {
    Entry decided;
    synchronized (this) {
      decided = waiter.entry;
      if (decided == null) {
        sendAway(waiter, new Entry.Dismissed());
      }
    }
    if (decided instanceof Entry.In(Place place)) {
      place.leave(true);
    }
  }

  /** Gives out places while there is one for somebody. */
  private void admit() {
    Optional<Waiter> next = next();
    while (next.isPresent()) {
      letIn(next.get());
      next = next();
    }
  }

  /** Of the account with the fewest places: the first of its waiters whose host has room. */
  private Optional<Waiter> next() {
    List<String> accounts = new ArrayList<>(waiting.keySet());
    accounts.sort(Comparator.comparingLong(places::heldBy));
    for (String account : accounts) {
      if (!places.hasRoomFor(account)) {
        return Optional.empty(); // nor for those that have more
      }
      Optional<Waiter> first = nextOf(account);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  private Optional<Waiter> nextOf(String account) {
    for (Waiter waiter : List.copyOf(waiting.getOrDefault(account, new ArrayDeque<>()))) {
      Site site = siteOf(waiter.visit);
      if (isUnwell(site) && site.probed) {
        sendAway(waiter, new Entry.TurnedAway());
      } else if (site.inside < ofSite) {
        return Optional.of(waiter);
      }
    }
    return Optional.empty();
  }

  private void letIn(Waiter waiter) {
    Site site = siteOf(waiter.visit);
    boolean probe = isUnwell(site);
    site.probed = site.probed || probe;
    site.inside++;
    FairShares.Share share = places.open(waiter.visit.account());
    if (!share.grow(1)) {
      throw new IllegalStateException("there was room a moment ago, and nobody else takes any");
    }
    unqueue(waiter);
    waiter.decide(new Entry.In(new Place(waiter.visit, share, probe)));
  }

  private void sendAway(Waiter waiter, Entry why) {
    unqueue(waiter);
    forgetIfUnused(waiter.visit);
    waiter.decide(why);
  }

  private void unqueue(Waiter waiter) {
    Deque<Waiter> queue = waiting.getOrDefault(waiter.visit.account(), new ArrayDeque<>());
    for (Iterator<Waiter> all = queue.iterator(); all.hasNext(); ) {
      if (all.next() == waiter) {
        all.remove();
        break;
      }
    }
    if (queue.isEmpty()) {
      waiting.remove(waiter.visit.account());
    }
  }

  private boolean isUnwell(Site site) {
    return site.failures >= ofSite;
  }

  private Site siteOf(Visit visit) {
    return sites.computeIfAbsent(new SiteName(visit.account(), visit.host()), _ -> new Site());
  }

  /** Customers can name any number of hosts: one that nobody asks for is not kept. */
  private void forgetIfUnused(Visit visit) {
    if (--siteOf(visit).users == 0) {
      sites.remove(new SiteName(visit.account(), visit.host()));
    }
  }
}
