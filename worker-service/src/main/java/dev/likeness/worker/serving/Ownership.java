package dev.likeness.worker.serving;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was loaded, the last first: all of it, or what there was when loading failed. */
final class Ownership implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  /** Takes something over. */
  <T extends AutoCloseable> T of(T thing) {
    owned.push(thing);
    return thing;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("a model could not be freed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
