package dev.likeness.kit.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Decides which connections are closed. A connection either serves a request or waits for one: for
 * its first byte or for the rest of its headers, which makes no difference here. One that waits too
 * long is closed, however busily it drips. Where there are too many, the one that has waited
 * longest makes room: a client that means to ask something has asked it long before that. Thread
 * safe.
 */
final class WaitingConnections<C> {
  private final int most;
  private final Duration longest;
  private final LongSupplier nanoTime;
  private final Map<C, Long> waiting = new LinkedHashMap<>(); // those that wait longest come first
  private final Set<C> serving = new HashSet<>();

  /**
   * @param most connections at a time
   * @param longest that one may wait for a request
   * @param nanoTime as {@link System#nanoTime}
   */
  WaitingConnections(int most, Duration longest, LongSupplier nanoTime) {
    this.most = most;
    this.longest = longest;
    this.nanoTime = nanoTime;
  }

  /** A new connection; returns the one that is to be closed for it, which may be itself. */
  synchronized Optional<C> opened(C connection) {
    waiting.put(connection, nanoTime.getAsLong());
    if (waiting.size() + serving.size() <= most) {
      return Optional.empty();
    }
    C longestWaiting = waiting.keySet().iterator().next();
    waiting.remove(longestWaiting); // at once: the next one has to find another
    return Optional.of(longestWaiting);
  }

  /** The headers of a request are there. */
  synchronized void asked(C connection) {
    if (waiting.remove(connection) != null) {
      serving.add(connection);
    }
  }

  /** The request was answered; the connection waits for the next. */
  synchronized void answered(C connection) {
    if (serving.remove(connection)) {
      waiting.put(connection, nanoTime.getAsLong());
    }
  }

  synchronized void closed(C connection) {
    waiting.remove(connection);
    serving.remove(connection);
  }

  /** Those that have waited too long; they are to be closed. */
  synchronized List<C> overdue() {
    long now = nanoTime.getAsLong();
    var overdue = new ArrayList<C>();
    for (var each : waiting.entrySet()) {
      if (now - each.getValue() <= longest.toNanos()) {
        break;
      }
      overdue.add(each.getKey());
    }
    return overdue;
  }

  synchronized int size() {
    return waiting.size() + serving.size();
  }
}
