package dev.likeness.callback.query;

import dev.likeness.contract.JobId;
import java.time.Duration;

/** What other instances know of jobs. Thread safe; calls block. */
public interface PeerJobs {
  /**
   * Asks one peer, which answers for itself and asks no further.
   *
   * @param peer {@code host:port}
   * @param account whose job it has to be
   * @param wait how long the peer may wait for the goal
   * @return {@link Lookup.NotReady} also when the peer cannot be reached
   */
  Lookup ask(String peer, String account, JobId job, JobFinder.Goal goal, Duration wait);
}
