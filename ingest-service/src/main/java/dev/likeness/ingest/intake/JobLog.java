package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.JobCommand;

/** The log of commands to the scheduler. Thread safe. */
public interface JobLog {
  /**
   * Appends {@code command}; when this returns it is durable on every replica.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if it was not
   *     acknowledged in time; it may have been written nevertheless
   */
  LogPosition append(JobCommand command);
}
