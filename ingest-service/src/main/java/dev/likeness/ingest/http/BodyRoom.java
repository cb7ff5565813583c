package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bodies that are worked on in memory at a time. Those that find no room wait for it,
 * and the accounts take turns, so that one with many bodies delays another by one of them. A body
 * is here only once all of it has arrived, so nobody's network decides how long it stays. Small
 * bodies do not wait for large ones. Thread safe.
 */
final class BodyRoom {
  /** As many of these as there can be requests at a time need little. */
  private static final int SMALL = 16 * 1024;

  /** Less than the time after which clients, and what stands between, think a connection dead. */
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(20);

  private static final Room NONE_NEEDED = () -> {};

  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Queue<Waiting>> turns = new LinkedHashMap<>(); // whose turn is first
  private long free;

  /**
   * @param bytes of all bodies together
   * @param largest body that is accepted at all
   */
  BodyRoom(long bytes, int largest) {
    this(bytes, largest, USUAL_PATIENCE);
  }

  /**
   * @param patience how long a body may wait for room
   */
  BodyRoom(long bytes, int largest, Duration patience) {
    this.free = Math.max(bytes, largest);
    this.patience = patience;
  }

  /** Room for one body, until closed. */
  interface Room extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Waiting {
    private final long bytes;
    private final Condition given;
    private boolean isGiven;

    Waiting(long bytes, Condition given) {
      this.bytes = bytes;
      this.given = given;
    }
  }

  /**
   * Makes room for a body, waiting for it if need be.
   *
   * @param bytes that it has; at most the largest
   * @throws RefusalException with code {@code UNAVAILABLE} if there is none in time
   */
  Room take(String account, long bytes) {
    if (bytes <= SMALL) {
      return NONE_NEEDED;
    }
    if (!wasGiven(account, bytes)) {
      throw new RefusalException(
          FailureCode.UNAVAILABLE, "Too many large requests at a time; try again.");
    }
    return () -> giveBack(bytes);
  }

  private boolean wasGiven(String account, long bytes) {
    lock.lock();
    try {
      var waiting = new Waiting(bytes, lock.newCondition());
      turns.computeIfAbsent(account, _ -> new ArrayDeque<>()).add(waiting);
      giveWhatIsFree();
      return waiting.isGiven || awaitTurn(account, waiting);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitTurn(String account, Waiting waiting) {
    long left = patience.toNanos();
    try {
      while (!waiting.isGiven && left > 0) {
        left = waiting.given.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!waiting.isGiven) {
      turns.computeIfPresent(
          account,
          (_, queue) -> {
            queue.remove(waiting);
            return queue.isEmpty() ? null : queue;
          });
      giveWhatIsFree(); // it may have stood before others that fit
    }
    return waiting.isGiven;
  }

  private void giveBack(long bytes) {
    lock.lock();
    try {
      free += bytes;
      giveWhatIsFree();
    } finally {
      lock.unlock();
    }
  }

  /** In turn, and none overtakes: a large body waits until there is room, not for ever. */
  private void giveWhatIsFree() {
    while (!turns.isEmpty()) {
      var first = turns.entrySet().iterator().next();
      String account = first.getKey();
      Queue<Waiting> queue = first.getValue();
      Waiting next = queue.element();
      if (next.bytes > free) {
        return;
      }
      free -= next.bytes;
      next.isGiven = true;
      next.given.signal();
      queue.remove();
      turns.remove(account);
      if (!queue.isEmpty()) {
        turns.put(account, queue); // now the last in turn
      }
    }
  }
}
