package dev.likeness.callback.query;

/** What queries count. Thread safe; does nothing unless overridden. */
public interface QueryMetrics {
  default void answered(Lookup answer) {}

  /** A question was passed on to a peer. */
  default void forwarded() {}
}
