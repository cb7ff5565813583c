package dev.likeness.worker.onnx;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.FullWait;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.RunCancelled;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread and the queue before it. A caller waits for its turn up to a limit; once its
 * task has begun it waits for the end, whatever happens, because native code is using its buffers.
 */
final class DeviceThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceThread.class);

  private final BlockingQueue<Task<?>> queue;
  private final Duration maxWait;
  private final Duration closeLimit;
  private final LongAdder busyNanos = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /** Whether what it does now may take its time: nobody is refused because of that. */
  private volatile boolean atLongTask;

  /**
   * @param maxWait for the turn
   * @param closeLimit longest that the task in progress is waited for at the end
   */
  DeviceThread(String name, int capacity, Duration maxWait, Duration closeLimit) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.maxWait = maxWait;
    this.closeLimit = closeLimit;
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::work);
  }

  /**
   * Runs a task on the thread and returns its result.
   *
   * @param cancellation ends the wait for the turn; a task that has begun watches it itself. An
   *     interrupt of the caller requests it.
   */
  <T> T call(Cancellation cancellation, Callable<T> body) {
    Task<T> task = new Task<>(body);
    long deadline = System.nanoTime() + maxWait.toNanos();
    try (Cancellation.Subscription _ = cancellation.onRequest(task::abandon)) {
      if (closed) {
        throw closed();
      }
      if (!queue.offer(task, maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
      if (closed) {
        // The worker may have drained the queue before this task came.
        task.abandon();
      }
      while (!task.begun.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        if (atLongTask) {
          deadline = System.nanoTime() + maxWait.toNanos();
        } else if (task.abandon()) {
          queue.remove(task);
          throw busy();
        }
      }
    } catch (InterruptedException e) {
      cancellation.request();
      Thread.currentThread().interrupt();
      if (task.abandon() || task.state.get() == State.ABANDONED) {
        throw new RunCancelled();
      }
    }
    if (task.state.get() == State.ABANDONED) {
      queue.remove(task);
      if (closed) {
        throw closed();
      }
      throw new RunCancelled();
    }
    return task.result(cancellation);
  }

  /** Time that the thread has spent on tasks since its start; without the one in progress. */
  Duration busyTime() {
    return Duration.ofNanos(busyNanos.sum());
  }

  /**
   * As {@link #call}, for a task that may take minutes, as loading a large model: others wait for
   * it as long as it takes.
   */
  <T> T callLong(Callable<T> body) {
    return call(
        new Cancellation(),
        () -> {
          atLongTask = true;
          try {
            return body.call();
          } finally {
            atLongTask = false;
          }
        });
  }

  /** Refuses what waits and returns after the task in progress, unless that hangs. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    FullWait.until(
        () -> {
          if (!thread.join(closeLimit)) {
            LOG.atError().log("the task in progress does not end, it is left behind");
          }
        },
        () -> {});
  }

  private void work() {
    while (!closed) {
      try {
        Task<?> task = queue.take();
        long begin = System.nanoTime();
        task.run();
        busyNanos.add(System.nanoTime() - begin);
      } catch (InterruptedException e) {
        // Only close interrupts this thread; the loop looks at its flag.
      }
    }
    for (Task<?> task = queue.poll(); task != null; task = queue.poll()) {
      task.abandon();
    }
  }

  private static ModelException busy() {
    return new ModelException(Reason.BUSY, "too many model runs are waiting for the device");
  }

  private static ModelException closed() {
    return new ModelException(Reason.CLOSED, "the device is closed");
  }

  private enum State {
    WAITING,
    BEGUN,
    ABANDONED
  }

  private static final class Task<T> {
    private final Callable<T> body;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable T value;
    private @Nullable Throwable failure;

    Task(Callable<T> body) {
      this.body = body;
    }

    /** Whether this call gave the task up: false if it has begun, or was given up before. */
    boolean abandon() {
      boolean abandoned = state.compareAndSet(State.WAITING, State.ABANDONED);
      if (abandoned) {
        begun.countDown();
      }
      return abandoned;
    }

    void run() {
      if (!state.compareAndSet(State.WAITING, State.BEGUN)) {
        return;
      }
      begun.countDown();
      try {
        value = body.call();
      } catch (Throwable e) {
        failure = e;
      } finally {
        ended.countDown();
      }
    }

    T result(Cancellation cancellation) {
      FullWait.until(ended::await, cancellation::request);
      return switch (failure) {
        case null -> Objects.requireNonNull(value, "a task of the device gives a result");
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e ->
            throw new ModelException(Reason.RUN_FAILED, "a task of the device failed", e);
      };
    }
  }
}
