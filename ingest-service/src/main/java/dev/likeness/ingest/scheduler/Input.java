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
   */
  record Commanded(JobCommand command, long sequence, long ticket) implements Input {}

  /** What came of fetching the job's photos. */
  record Answered(InputsReady answer) implements Input {}

  /** A worker, or the scheduler itself, says what happened. */
  record Reported(JobEvent event) implements Input {}

  /** {@link JobState#wakeAt} has come. */
  record Woken() implements Input {}

  /** It is the job's turn in the backlog. */
  record Chosen() implements Input {}
}
