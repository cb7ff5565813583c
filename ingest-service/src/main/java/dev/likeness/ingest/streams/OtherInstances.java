package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.LogPosition;
import java.time.Duration;
import java.util.Optional;

/**
 * Port: asks another instance of this service what its part of the index knows. Thread safe.
 *
 * <p>The host is as that instance's {@code application.server} says.
 */
public interface OtherInstances {

  /** A question to one instance: the answer of its {@link StoredFirstSubmissions#here}. */
  record Question(JobId job, LogPosition passed, Duration limit) {}

  /** The answer; empty if the instance has none within the limit, or cannot be reached. */
  Optional<FirstSubmission> await(String host, int port, Question question);

  /**
   * What the instance knows now; empty if it knows no such job.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if it cannot tell
   */
  Optional<FirstSubmission> known(String host, int port, JobId job);
}
