package dev.likeness.ingest.intake;

import dev.likeness.contract.JobId;
import java.time.Duration;
import java.util.Optional;

/**
 * Knows which submission of a job id was the first, and therefore the one that counts. Thread safe.
 */
public interface FirstSubmissions {

  /**
   * The first submission of {@code job}, as known once the log was read up to {@code passed}: asked
   * with the position of one's own command, the answer is one's own submission or an earlier one.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if the position
   *     was not reached within {@code limit}, or nobody who could answer was
   */
  FirstSubmission await(JobId job, LogPosition passed, Duration limit);

  /**
   * The first submission of {@code job}, as far as the log is read now; empty if there is none.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if that cannot be
   *     told now
   */
  Optional<FirstSubmission> known(JobId job);
}
