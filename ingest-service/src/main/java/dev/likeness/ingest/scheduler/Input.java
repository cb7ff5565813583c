package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;

/** What can make a job change. */
public sealed interface Input {

  /**
   * Somebody asks.
   *
   * @param sequence position of the command among those of its partition
   * @param ticket what the job gets if the command brings it into its lane
   * @param fetchedAtOnce whether photos of a new job are fetched without waiting for a turn
   */
  record Commanded(JobCommand command, long sequence, long ticket, boolean fetchedAtOnce)
      implements Input {}

  /** What came of fetching the job's photos. */
  record Answered(InputsReady answer) implements Input {}

  /** A worker, or the scheduler itself, says what happened. */
  record Reported(JobEvent event) implements Input {}

  /**
   * {@link JobState#wakeAt} has come.
   *
   * @param fetchedAtOnce as of {@link Commanded}, for photos that are due once more
   */
  record Woken(boolean fetchedAtOnce) implements Input {}

  /** It is the job's turn: to be released, or to have its photos fetched. */
  record Chosen() implements Input {}
}
