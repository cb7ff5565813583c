package dev.likeness.worker.batch;

import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Where runs of one model wait for the device and for each other. The oldest decides who goes: all
 * that fit it, up to the size of a batch. It waits for others only as long as some could come who
 * are not here, for a tenth of the time to its deadline at most, and as {@link Patience} says. Any
 * thread may enter; one takes out.
 */
final class WaitingRoom {
  private static final int CAPACITY = 256;

  /** Share of the time to an item's deadline that waiting may take. */
  private static final int DEADLINE_SHARE = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<BatchItem> waiting = new ArrayList<>();
  private final Patience patience = new Patience();
  private final BatchShape shape;
  private final BatchSize size;
  private final Duration longestWait;
  private final IntSupplier callers;
  private final InstantSource time;
  private boolean closed;

  /**
   * @param callers how many there are that could come, those who wait here included
   */
  WaitingRoom(
      BatchShape shape,
      BatchSize size,
      Duration longestWait,
      IntSupplier callers,
      InstantSource time) {
    this.shape = shape;
    this.size = size;
    this.longestWait = longestWait;
    this.callers = callers;
    this.time = time;
  }

  /**
   * Lets an item wait.
   *
   * @throws ModelException if the room is closed or full
   */
  void enter(BatchItem item) {
    lock.lock();
    try {
      if (closed) {
        throw closed();
      }
      if (waiting.size() >= CAPACITY) {
        throw new ModelException(Reason.BUSY, "too many runs are waiting for a model");
      }
      waiting.add(item);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Those who go together next, as soon as there are some; none once the room is closed. */
  List<BatchItem> next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        waiting.removeIf(item -> !item.isHere());
        if (waiting.isEmpty()) {
          changed.await();
          continue;
        }
        List<BatchItem> company = company();
        boolean complete = company.size() >= Math.min(size.most(), callers.getAsInt());
        if (complete || changed.awaitNanos(wait(company.getFirst())) <= 0) {
          waiting.removeAll(company);
          if (!complete || company.size() > 1) {
            patience.ended(company.size() > 1);
          }
          return company;
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Sends home who waits, and whoever comes. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(item -> item.fail(closed()));
      waiting.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private List<BatchItem> company() {
    BatchItem oldest = waiting.getFirst();
    return waiting.stream()
        .filter(item -> item == oldest || shape.fit(oldest, item))
        .limit(size.most())
        .toList();
  }

  /** Nanoseconds that are left to wait. */
  private long wait(BatchItem oldest) {
    if (!patience.waits()) {
      return 0;
    }
    long most =
        oldest
            .cancellation()
            .deadline()
            .map(deadline -> Duration.between(time.instant(), deadline).dividedBy(DEADLINE_SHARE))
            .filter(share -> share.compareTo(longestWait) < 0)
            .orElse(longestWait)
            .toNanos();
    return oldest.since() + most - System.nanoTime();
  }

  private static ModelException closed() {
    return new ModelException(Reason.CLOSED, "the model is closed");
  }
}
