package dev.likeness.worker.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A switch that one thread turns to stop the work of another, once and for good: the customer
 * cancelled, the lease is lost, the deadline has passed, the worker stops. Thread-safe.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private final Optional<Instant> deadline;
  private boolean requested;

  /** For work that nobody waits for at a certain time. */
  public Cancellation() {
    this.deadline = Optional.empty();
  }

  /**
   * @param deadline at which somebody will request it
   */
  public Cancellation(Instant deadline) {
    this.deadline = Optional.of(deadline);
  }

  /** When the result will be of no use any more, if that is known. */
  public Optional<Instant> deadline() {
    return deadline;
  }

  /** Stops the work as soon as it looks; again has no effect. */
  public void request() {
    List<Runnable> toCall;
    synchronized (this) {
      requested = true;
      toCall = List.copyOf(listeners);
      listeners.clear();
    }
    toCall.forEach(Runnable::run);
  }

  public synchronized boolean isRequested() {
    return requested;
  }

  /** Ends the calling work if it is to stop. */
  public void check() {
    if (isRequested()) {
      throw new RunCancelled();
    }
  }

  /**
   * Calls {@code listener} on request, or at once if that has been. It must be quick and not throw.
   * The listener is not called any more once the returned subscription is closed, unless a request
   * is being carried out at that moment.
   */
  public Subscription onRequest(Runnable listener) {
    synchronized (this) {
      if (!requested) {
        listeners.add(listener);
        return () -> remove(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  private synchronized void remove(Runnable listener) {
    listeners.remove(listener);
  }

  /** Closed when the listener has nothing to stop any more. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
