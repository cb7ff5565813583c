package dev.likeness.callback.query;

import dev.likeness.contract.JobId;

/** What this instance knows of jobs. Thread safe. */
public interface JobStates {
  /**
   * Looks for a job of an account. Another account's is {@link Lookup.Unknown}, with the same work
   * as one that nobody submitted, so that the time taken does not tell them apart.
   *
   * <p>Answers {@link Lookup.Unknown} only if every command was seen that was acknowledged before
   * the call; waits a short while for that, else it is {@link Lookup.NotReady}.
   */
  Lookup find(String account, JobId job);
}
