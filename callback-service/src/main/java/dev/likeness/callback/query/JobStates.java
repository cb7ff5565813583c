package dev.likeness.callback.query;

import dev.likeness.contract.JobId;

/** What this instance knows of jobs. Thread safe. */
public interface JobStates {
  /**
   * Answers {@link Lookup.Unknown} only if every command was seen that was acknowledged before the
   * call; waits a short while for that, else it is {@link Lookup.NotReady}.
   */
  Lookup find(JobId job);
}
