package dev.likeness.ingest.streams;

import java.time.Duration;

/**
 * When the scheduler asks for a commit. A commit is a transaction of all tasks of a thread, and
 * costs a dozen records: what somebody waits for is committed at once, but no sooner than {@link
 * #LEAST} after the commit before; all else goes with it, or waits for the interval of Streams. One
 * for all tasks. Thread safe; two threads may each ask.
 */
final class CommitPace {
  /** In a burst so many decisions are one transaction. */
  private static final Duration LEAST = Duration.ofMillis(20);

  private volatile long last;
  private volatile boolean owed;

  /** Something was published that somebody waits for. */
  void owe() {
    owed = true;
  }

  /**
   * Whether to ask for a commit now.
   *
   * @param nowMillis of any clock that goes on
   */
  boolean isDue(long nowMillis) {
    if (!owed || nowMillis - last < LEAST.toMillis()) {
      return false;
    }
    owed = false;
    last = nowMillis;
    return true;
  }
}
