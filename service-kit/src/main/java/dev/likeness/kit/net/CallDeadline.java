package dev.likeness.kit.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call when its time is over, whatever it waits for. A body that comes steadily has more
 * time, a second for so many bytes, so that a large one over a slow line arrives and one that drips
 * does not. Thread safe.
 */
final class CallDeadline implements AutoCloseable {
  private final ScheduledExecutorService timer;
  private final LongSupplier received;
  private final int bytesPerSecond;
  private final long begin = System.nanoTime();
  private long limitNanos;
  private boolean passed;
  private @Nullable Cancellable running;
  private @Nullable Future<?> next;

  /**
   * @param limit of the call, without what its body may take in addition
   * @param received bytes of the body so far
   * @param bytesPerSecond so many bytes make the limit a second longer
   */
  CallDeadline(
      ScheduledExecutorService timer, Duration limit, LongSupplier received, int bytesPerSecond) {
    this.timer = timer;
    this.limitNanos = limit.toNanos();
    this.received = received;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** What is to be canceled at the end; at once if that has come. */
  synchronized void watch(Cancellable call) {
    running = call;
    look();
  }

  /** The call may take so much longer from now on, if it has so much left. */
  synchronized void atMostFromNow(Duration left) {
    long elapsed = System.nanoTime() - begin;
    limitNanos = Math.min(limitNanos, elapsed + left.toNanos() - extraNanos());
    look();
  }

  synchronized boolean passed() {
    return passed;
  }

  @Override
  public synchronized void close() {
    running = null;
    if (next != null) {
      next.cancel(false);
    }
  }

  private synchronized void look() {
    if (next != null) {
      next.cancel(false);
    }
    long left = limitNanos + extraNanos() - (System.nanoTime() - begin);
    if (running != null && left > 0) {
      next = timer.schedule(this::look, left, TimeUnit.NANOSECONDS);
    } else if (running != null) {
      passed = true;
      running.cancel();
    }
  }

  private long extraNanos() {
    return Math.round((double) received.getAsLong() / bytesPerSecond * 1e9);
  }
}
