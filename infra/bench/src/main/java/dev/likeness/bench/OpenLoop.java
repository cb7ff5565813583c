package dev.likeness.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls at fixed times, whether or not those before have been answered, each on a virtual
 * thread. Latency counts from the time at which a call was meant to be made, so a server that falls
 * behind cannot hide it (no coordinated omission). A call that comes while too many are unanswered
 * is not made, and counts as not answered: connections are files, of which a process has few.
 * Thread safe.
 *
 * @param perSecond calls
 * @param length of the run, not counting the answers still awaited at its end
 */
record OpenLoop(double perSecond, Duration length) {
  private static final int MOST_UNANSWERED = 400;

  /** A call: true if it was answered as it should be. */
  interface Call {
    boolean make() throws Exception;
  }

  /**
   * What came of a run.
   *
   * @param answeredPerSecond good answers, until the last of them
   */
  record Result(int calls, int good, double answeredPerSecond, double p50, double p99) {
    boolean keptUpWith(double perSecond) {
      return good == calls && answeredPerSecond > 0.95 * perSecond;
    }
  }

  Result run(Call call) {
    int calls = (int) (perSecond * length.toMillis() / 1000);
    var millis = new double[calls];
    var good = new AtomicInteger();
    var places = new Semaphore(MOST_UNANSWERED);
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < calls; i++) {
        int number = i;
        long meant = begin + (long) (i * 1e9 / perSecond);
        awaitNanoTime(meant);
        if (!places.tryAcquire()) {
          millis[number] = Double.POSITIVE_INFINITY;
          continue;
        }
        threads.execute(
            () -> {
              if (isGood(call)) {
                good.incrementAndGet();
              }
              millis[number] = (System.nanoTime() - meant) / 1e6;
              places.release();
            });
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(millis);
    return new Result(
        calls, good.get(), good.get() / seconds, millis[calls / 2], millis[calls * 99 / 100]);
  }

  private static boolean isGood(Call call) {
    try {
      return call.make();
    } catch (Exception e) { // whatever it was, the call was not answered as it should be
      return false;
    }
  }

  private static void awaitNanoTime(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
