package dev.likeness.callback.query;

/** What queries count. Thread safe; does nothing unless overridden. */
public interface QueryMetrics {
  default void answered(Lookup answer) {}

  /**
   * @param complete false if a partition could not be read in time
   */
  default void listed(boolean complete) {}

  /** A question was passed on to a peer. */
  default void forwarded() {}
}
