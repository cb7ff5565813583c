package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;

/** Port: lets what is thrown at one job not stop the others. */
@FunctionalInterface
public interface Isolation {

  /**
   * Does what concerns one job. What is thrown in it before anything was stored or published is
   * told of; everything else goes on to the caller.
   *
   * @return whether it was done
   */
  boolean run(JobId job, Runnable part);
}
