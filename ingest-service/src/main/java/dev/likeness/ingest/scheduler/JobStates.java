package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import org.jspecify.annotations.Nullable;

/** Port: the states of the jobs of a partition. */
public interface JobStates {

  @Nullable JobState find(JobId job);

  void put(JobState state);

  void remove(JobId job);

  /**
   * Begins a walk over the states in the order of the ids.
   *
   * @param after the walk begins behind it; null for all
   */
  Walk walk(@Nullable JobId after);

  /** Where a walk stands; for one thread, and to be closed. */
  interface Walk extends AutoCloseable {
    boolean hasNext();

    /** Of the next state. */
    JobId nextId();

    /** The next state; the walk goes on behind it also if it cannot be read. */
    JobState next();

    @Override
    void close();
  }
}
