package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.LogPosition;
import java.time.Duration;
import java.util.Optional;

/** Port: asks another instance of this service what its store knows. Thread safe. */
public interface OtherInstances {

  /** A question to one instance: the answer of its {@link SchedulerQueries#here}. */
  record Question(JobId job, LogPosition passed, Duration limit) {}

  /**
   * The answer; empty if the instance has none within the limit, or cannot be reached.
   *
   * @param host as that instance's {@code application.server} says
   */
  Optional<FirstSubmission> ask(String host, int port, Question question);
}
