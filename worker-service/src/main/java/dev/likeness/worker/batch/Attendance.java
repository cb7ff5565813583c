package dev.likeness.worker.batch;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many are at work, and so could want a run. Thread safe. */
public final class Attendance {
  private final AtomicInteger present = new AtomicInteger();

  /** Ends when somebody has gone. */
  public interface Presence extends AutoCloseable {
    @Override
    void close();
  }

  /** Somebody comes. */
  public Presence enter() {
    present.incrementAndGet();
    var here = new AtomicBoolean(true);
    return () -> {
      if (here.compareAndSet(true, false)) {
        present.decrementAndGet();
      }
    };
  }

  public int count() {
    return present.get();
  }
}
