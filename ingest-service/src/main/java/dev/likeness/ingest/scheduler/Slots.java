package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;

/** Port: the jobs of a partition that take up room in the release window. */
public interface Slots {

  /** What a job does with its slot. */
  enum Use {
    RELEASED,
    RUNNING
  }

  /** Gives the job a slot, or changes the use of the one that it has. */
  void take(JobId job, Use use);

  void free(JobId job);

  int taken(Use use);
}
