package dev.likeness.kit.thread;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.time.BackoffSchedule;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the service's whole life. When its work throws, whatever it is, or returns before it
 * was asked to, that is logged, and the work begins again after a pause that grows. The health
 * check is unhealthy while the thread is not at work, and for ten seconds after it began again. A
 * daemon; started and stopped once. Thread safe.
 */
public final class SupervisedThread {

  /** What the thread does from its start to its stop. */
  @FunctionalInterface
  public interface Work {
    /**
     * Returns when {@code self} is stopping. Whatever it owns it closes before it returns or
     * throws.
     */
    void run(SupervisedThread self) throws Exception;
  }

  /** What a thread does again and again. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedThread.class);
  private static final Duration STEADY_AFTER = Duration.ofSeconds(10);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(200);
  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(200), Duration.ofSeconds(20), 9, 0.2);

  private final String name;
  private final Work work;
  private final LongSupplier nanoTime;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean stopping;
  private boolean woken;
  private boolean working;
  private long begunAt;
  private int failures;
  private @Nullable String lastFailure;

  public SupervisedThread(String name, Work work) {
    this(name, work, System::nanoTime);
  }

  SupervisedThread(String name, Work work, LongSupplier nanoTime) {
    this.name = name;
    this.work = work;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::supervise);
  }

  /**
   * A thread that does something at once and then at an interval, and whenever it is woken.
   *
   * @param interval from the end of one time to the begin of the next
   */
  public static SupervisedThread every(String name, Duration interval, Task task) {
    return new SupervisedThread(
        name,
        self -> {
          do {
            task.run();
          } while (!self.pause(interval));
        });
  }

  public void start() {
    thread.start();
  }

  /** Asks the work to end, and returns at once. */
  public void requestStop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a {@link #pause} early, the present one or the next. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the work, which is to end. */
  public void interrupt() {
    requestStop();
    thread.interrupt();
  }

  /**
   * Asks the work to end and waits for that.
   *
   * @return whether it has ended within {@code limit}
   */
  public boolean stop(Duration limit) throws InterruptedException {
    requestStop();
    return !thread.isAlive() || thread.join(limit);
  }

  public boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** For the work: waits for so long, or until the thread is woken or to stop. Whether to stop. */
  public boolean pause(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (!stopping && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether the thread is at work. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        String trouble = trouble();
        return trouble == null ? Result.healthy() : Result.unhealthy("%s", trouble);
      }
    };
  }

  /** What is wrong; null if nothing is. */
  private @Nullable String trouble() {
    lock.lock();
    try {
      if (!thread.isAlive()) {
        return "the thread " + name + " is not running";
      }
      return lastFailure == null || isSteady()
          ? null
          : "the thread " + name + " failed " + failures + " times, at last: " + lastFailure;
    } finally {
      lock.unlock();
    }
  }

  private void supervise() {
    while (!isStopping()) {
      try {
        workOnce();
      } catch (Throwable e) { // telling of a failure failed; the thread goes on nevertheless
        LockSupport.parkNanos(SHORT_PAUSE.toNanos());
      }
    }
  }

  private void workOnce() throws InterruptedException {
    begin();
    Throwable failure;
    try {
      work.run(this);
      failure = new IllegalStateException("it returned though nobody had asked it to");
    } catch (Throwable e) { // errors too: nobody else would hear of them
      failure = e;
    }
    if (isStopping()) {
      return;
    }
    int times = failed(failure);
    LOG.atError()
        .addKeyValue("thread", name)
        .addKeyValue("failures", times)
        .setCause(failure)
        .log("a thread failed and begins again");
    var _ = awaitRetry(times);
  }

  private void begin() {
    lock.lock();
    try {
      begunAt = nanoTime.getAsLong();
      working = true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isSteady() {
    return working && nanoTime.getAsLong() - begunAt >= STEADY_AFTER.toNanos();
  }

  /** How often it has failed since it last was steady. */
  private int failed(Throwable failure) {
    lock.lock();
    try {
      failures = isSteady() ? 1 : failures + 1;
      lastFailure = failure.toString();
      working = false;
      return failures;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitRetry(int times) throws InterruptedException {
    Duration pause =
        PAUSES
            .delayAfter(
                Math.min(times, PAUSES.attempts() - 1), ThreadLocalRandom.current()::nextDouble)
            .orElseThrow();
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      return stopping;
    } finally {
      lock.unlock();
    }
  }
}
