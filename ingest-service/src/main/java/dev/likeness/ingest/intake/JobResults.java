package dev.likeness.ingest.intake;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * The state of jobs, as the view knows it. Who asks says whose job it has to be: another account's
 * is as unknown as one that nobody submitted, and takes as long to be so. Thread safe.
 */
public interface JobResults {
  /**
   * Waits until {@code job} has ended, for {@code limit} at most. Whoever asks in a circle does no
   * harm: an answer without an end takes half a second at least, or all of {@code limit}.
   *
   * @return the latest known state, ended or not, which may come early; empty if the view could not
   *     be asked
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if the service
   *     stops meanwhile
   */
  Optional<JobSnapshot> await(String account, JobId job, Duration limit);

  /**
   * Waits until the deletion of the profile that {@code job} trains is known, for {@code limit} at
   * most.
   *
   * @return as of {@link #await}
   */
  Optional<JobSnapshot> awaitProfileDeletion(String account, JobId job, Duration limit);

  /**
   * The latest state of {@code job}; empty if the account did not submit it.
   *
   * @throws dev.likeness.kit.error.RefusalException with code {@code UNAVAILABLE} if the view
   *     cannot tell within a few seconds
   */
  Optional<JobSnapshot> now(String account, JobId job);
}
