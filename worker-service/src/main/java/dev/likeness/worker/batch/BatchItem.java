package dev.likeness.worker.batch;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.FullWait;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The run that one caller has asked for. Its buffers belong to the caller, who may leave at any
 * time: they are touched only by {@link #whileHere} and by {@link #alone}. Thread safe.
 */
final class BatchItem {
  private enum State {
    HERE,
    /** The device uses the caller's buffers: nobody leaves before it has ended. */
    ALONE,
    GONE
  }

  private final Map<String, Tensor> inputs;
  private final Map<String, Tensor> outputs;
  private final Cancellation cancellation;
  private final long since = System.nanoTime();
  private final CountDownLatch gone = new CountDownLatch(1);
  private State state = State.HERE;
  private Runnable onLeave = () -> {};
  private @Nullable Throwable failure;

  BatchItem(Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.cancellation = cancellation;
  }

  /** Types and shapes are always there; values only as long as the caller is. */
  Map<String, Tensor> inputs() {
    return inputs;
  }

  /** As {@link #inputs}. */
  Map<String, Tensor> outputs() {
    return outputs;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** When it came, by {@link System#nanoTime}. */
  long since() {
    return since;
  }

  synchronized boolean isHere() {
    return state == State.HERE;
  }

  /**
   * Does something with the buffers, if the caller has not left and before it can.
   *
   * @return whether that was done
   */
  synchronized boolean whileHere(Runnable use) {
    if (state != State.HERE) {
      return false;
    }
    use.run();
    return true;
  }

  /** Whom to tell when the caller leaves. */
  synchronized void onLeave(Runnable listener) {
    onLeave = listener;
  }

  /**
   * Runs it by itself in the caller's buffers, and ends it with what comes of that. Nothing happens
   * if the caller has left.
   *
   * @param run watches the cancellation itself
   */
  void alone(Runnable run) {
    synchronized (this) {
      if (state != State.HERE) {
        return;
      }
      state = State.ALONE;
    }
    try {
      run.run();
      end(null);
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  /** The outputs are written. */
  void done() {
    end(null);
  }

  void fail(Throwable cause) {
    end(cause);
  }

  /** The caller does not wait any longer, unless the device is using its buffers. */
  void leave() {
    Runnable listener;
    synchronized (this) {
      if (state != State.HERE) {
        return;
      }
      state = State.GONE;
      failure = new RunCancelled();
      listener = onLeave;
    }
    gone.countDown();
    listener.run();
  }

  /** For the caller: returns when the outputs are written. An interrupt requests cancellation. */
  void await() {
    FullWait.until(gone::await, cancellation::request);
    Throwable thrown;
    synchronized (this) {
      thrown = failure;
    }
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a run ended in a checked exception", thrown);
    }
  }

  private void end(@Nullable Throwable cause) {
    synchronized (this) {
      if (state == State.GONE) {
        return;
      }
      state = State.GONE;
      failure = cause;
    }
    gone.countDown();
  }
}
