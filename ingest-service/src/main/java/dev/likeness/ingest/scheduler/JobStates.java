package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import org.jspecify.annotations.Nullable;

/** Port: the states of the jobs of a partition. */
public interface JobStates {

  @Nullable JobState find(JobId job);

  void put(JobState state);

  void remove(JobId job);
}
