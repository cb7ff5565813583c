package dev.likeness.callback.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Up to where this instance's stores have taken in the commands, per partition. The view moves it
 * forward; those who found nothing in a store wait on it. Thread safe.
 *
 * <p>Kafka Streams' own position of a store (KIP-796) does not serve: it moves only when the store
 * is written, and is not restored with it, so it stands still on commands that change nothing and
 * is empty after a restart.
 */
public final class CommandProgress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Map<Integer, Long> next = new HashMap<>();

  /** A store opens at what was committed; what was seen here before may have been rolled back. */
  public void opened(int partition) {
    lock.lock();
    try {
      next.remove(partition);
    } finally {
      lock.unlock();
    }
  }

  /** The store holds what the command at {@code offset} did. */
  public void passed(int partition, long offset) {
    lock.lock();
    try {
      next.put(partition, offset + 1);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether every command before {@code offset} is in the store. */
  public boolean hasReached(int partition, long offset) {
    lock.lock();
    try {
      return next.getOrDefault(partition, 0L) >= offset;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@link #hasReached}; false if that takes longer than {@code longest}. */
  public boolean awaitReached(int partition, long offset, Duration longest)
      throws InterruptedException {
    long left = longest.toNanos();
    lock.lockInterruptibly();
    try {
      while (next.getOrDefault(partition, 0L) < offset) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
