package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;

/**
 * Port: the jobs of a partition that take up room, among the workers or where photos are fetched.
 */
public interface Slots {

  /** What a job does with its slot. */
  enum Use {
    RELEASED,
    RUNNING,
    /** Its photos are being fetched. */
    FETCHING
  }

  /** Gives a job of the account a slot, or changes the use of the one that it has. */
  void take(JobId job, Use use, String account);

  void free(JobId job);

  int taken(Use use);

  /** How many jobs of the account have their photos fetched. */
  int fetching(String account);
}
