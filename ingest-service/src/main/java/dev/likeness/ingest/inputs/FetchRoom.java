package dev.likeness.ingest.inputs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Room for fetches: so many at a time, and fewer to one host. Who waits for a host takes no room
 * from others. When fetches from a host keep failing, only one at a time tries it, and the others
 * that wait are turned away, so that a host which is down or drips does not gather the jobs of
 * everybody behind it. Thread safe.
 */
final class FetchRoom {

  /** A fetch that may begin. */
  final class Place {
    private final String name;
    private final Host host;
    private final boolean probe;

    private Place(String name, Host host, boolean probe) {
      this.name = name;
      this.host = host;
      this.probe = probe;
    }

    /**
     * Has to be called when the fetch is over and its bytes are not needed any more.
     *
     * @param well whether the host answered as it should
     */
    void leave(boolean well) {
      room.release();
      synchronized (hosts) {
        host.failures = well ? 0 : host.failures + 1;
        host.probed = host.probed && !probe;
      }
      leaveHost(name, host);
    }
  }

  private static final class Host {
    final Semaphore room;
    int users;
    int failures;
    boolean probed;

    Host(int room) {
      this.room = new Semaphore(room, true);
    }
  }

  /** What became of asking for a place. */
  sealed interface Entry {
    record In(Place place) implements Entry {}

    /** The host is not well. */
    record TurnedAway() implements Entry {}
  }

  private final Semaphore room;
  private final int ofHost;
  private final Map<String, Host> hosts = new HashMap<>();

  /**
   * @param places fetches at a time
   * @param ofHost fetches at a time from one host; so many failures in a row make it unwell
   */
  FetchRoom(int places, int ofHost) {
    this.room = new Semaphore(places, true);
    this.ofHost = ofHost;
  }

  /** Waits for a place. */
  Entry enter(String name) throws InterruptedException {
    Host host;
    synchronized (hosts) {
      host = hosts.computeIfAbsent(name, _ -> new Host(ofHost));
      host.users++;
    }
    boolean inHost = false;
    boolean inRoom = false;
    boolean probe = false;
    try {
      host.room.acquire();
      inHost = true;
      synchronized (hosts) {
        boolean unwell = host.failures >= ofHost;
        if (unwell && host.probed) {
          return new Entry.TurnedAway();
        }
        probe = unwell;
        host.probed = unwell;
      }
      room.acquire();
      inRoom = true;
      return new Entry.In(new Place(name, host, probe));
    } finally {
      if (!inRoom) {
        giveUp(name, host, inHost, probe);
      }
    }
  }

  /** How many have asked for the host and have not left. */
  int users(String name) {
    synchronized (hosts) {
      Host host = hosts.get(name);
      return host == null ? 0 : host.users;
    }
  }

  private void giveUp(String name, Host host, boolean inHost, boolean probe) {
    synchronized (hosts) {
      host.probed = host.probed && !probe;
    }
    if (inHost) {
      leaveHost(name, host);
    } else {
      forgetIfUnused(name, host);
    }
  }

  private void leaveHost(String name, Host host) {
    host.room.release();
    forgetIfUnused(name, host);
  }

  /** Customers can name any number of hosts: one that nobody asks for is not kept. */
  private void forgetIfUnused(String name, Host host) {
    synchronized (hosts) {
      if (--host.users == 0) {
        hosts.remove(name);
      }
    }
  }
}
