package dev.likeness.callback.query;

import dev.likeness.schema.v1.JobSnapshot;

/** What is known of a job. */
public sealed interface Lookup {
  record Found(JobSnapshot job) implements Lookup {}

  /** Nobody submitted it, as of every command acknowledged before the question. */
  record Unknown() implements Lookup {}

  /** Cannot be said now: the store starts, moves or lags. */
  record NotReady() implements Lookup {}

  /**
   * Another instance knows.
   *
   * @param peer {@code host:port} of its HTTP server
   */
  record Elsewhere(String peer) implements Lookup {}
}
