package dev.likeness.kit.kafka;

/** Lets one job's part of some work fail without the others' parts. */
@FunctionalInterface
public interface Steps {

  /**
   * Runs one job's part. Whatever is thrown in it before anything was written is the job's, and
   * told of; what is thrown after, and what the infrastructure throws, goes on to the caller.
   *
   * @return whether it ran to its end
   */
  boolean run(String job, Runnable part);
}
