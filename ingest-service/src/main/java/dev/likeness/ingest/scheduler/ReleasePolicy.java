package dev.likeness.ingest.scheduler;

import java.util.Optional;

/** Picks which job of the backlog gets the next slot. */
public interface ReleasePolicy {

  /** The job whose turn it is; empty if none waits. */
  Optional<Backlog.Waiting> next(Backlog backlog);
}
