package dev.likeness.worker.serving;

import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.util.function.Consumer;

/**
 * Something that is replaced while it is in use: whoever holds it keeps what there was when they
 * came, and a generation is freed when it was replaced and its last holder has gone. Thread safe.
 */
final class Generations<T> implements AutoCloseable {
  private final Consumer<T> free;
  private Generation current;
  private boolean closed;

  /**
   * @param free called once for each, on the thread of its last holder or of who replaced it
   */
  Generations(T first, Consumer<T> free) {
    this.free = free;
    this.current = new Generation(first);
  }

  /**
   * What there is now.
   *
   * @throws ModelException if nothing is served any more
   */
  synchronized Held hold() {
    if (closed) {
      throw new ModelException(Reason.CLOSED, "the worker serves nothing any more");
    }
    current.holders++;
    return new Held(current);
  }

  /** From now on there is {@code next}; if nothing is served any more, it is freed at once. */
  void replace(T next) {
    Generation old;
    synchronized (this) {
      old = closed ? new Generation(next) : current;
      if (!closed) {
        current = new Generation(next);
      }
      old.retired = true;
    }
    freeIfUnused(old);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      current.retired = true;
    }
    freeIfUnused(current);
  }

  private void freeIfUnused(Generation generation) {
    synchronized (this) {
      if (!generation.retired || generation.holders > 0 || generation.freed) {
        return;
      }
      generation.freed = true;
    }
    free.accept(generation.value);
  }

  private final class Generation {
    private final T value;
    private int holders;
    private boolean retired;
    private boolean freed;

    Generation(T value) {
      this.value = value;
    }
  }

  /** One holder's hold. For one thread. */
  final class Held implements AutoCloseable {
    private final Generation generation;
    private boolean given;

    private Held(Generation generation) {
      this.generation = generation;
    }

    T value() {
      return generation.value;
    }

    @Override
    public void close() {
      synchronized (Generations.this) {
        if (given) {
          return;
        }
        given = true;
        generation.holders--;
      }
      freeIfUnused(generation);
    }
  }
}
