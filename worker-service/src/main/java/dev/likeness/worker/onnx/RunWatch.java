package dev.likeness.worker.onnx;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops runs that last too long. A run that does not stop hangs in native code, which nothing
 * inside the process can cure: then it says so, once. Thread safe; owns a thread.
 */
final class RunWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

  private final Duration limit;
  private final Duration grace;
  private final ScheduledThreadPoolExecutor clock;
  private boolean hung;
  private Runnable onHang = () -> {};

  /**
   * @param limit of a run
   * @param grace for a run that was told to stop
   */
  RunWatch(Duration limit, Duration grace) {
    this.limit = limit;
    this.grace = grace;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("run-watch").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Whom to tell when a run hangs; at once if one does. It must be quick and not throw. */
  synchronized void onHang(Runnable listener) {
    onHang = listener;
    if (hung) {
      listener.run();
    }
  }

  synchronized boolean isHung() {
    return hung;
  }

  Duration limit() {
    return limit;
  }

  /**
   * Watches a run from now on, until it is closed.
   *
   * @param what runs, for the log
   * @param stop tells the run to stop; must be quick and not throw
   */
  Watched begin(String what, Runnable stop) {
    return new Watched(what, stop);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private synchronized void hangs(String what) {
    LOG.atError()
        .addKeyValue("model", what)
        .addKeyValue("seconds", limit.plus(grace).toSeconds())
        .log("a model run hangs: it does not stop when it is told to");
    if (!hung) {
      hung = true;
      onHang.run();
    }
  }

  /** One run. */
  final class Watched implements AutoCloseable {
    private final String what;
    private final Runnable stop;
    private ScheduledFuture<?> next;
    private boolean overran;
    private boolean ended;

    private Watched(String what, Runnable stop) {
      this.what = what;
      this.stop = stop;
      this.next = clock.schedule(this::overrun, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether it was told to stop. */
    synchronized boolean overran() {
      return overran;
    }

    @Override
    public synchronized void close() {
      ended = true;
      next.cancel(false);
    }

    private synchronized void overrun() {
      if (ended) {
        return;
      }
      overran = true;
      LOG.atWarn()
          .addKeyValue("model", what)
          .addKeyValue("seconds", limit.toSeconds())
          .log("a model run lasts too long and is told to stop");
      next = clock.schedule(() -> hangs(what), grace.toMillis(), TimeUnit.MILLISECONDS);
      stop.run();
    }
  }
}
