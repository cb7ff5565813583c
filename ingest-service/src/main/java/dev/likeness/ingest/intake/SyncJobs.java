package dev.likeness.ingest.intake;

import dev.likeness.contract.JobId;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Waits for the end of a job on behalf of a synchronous caller, and has it cancelled when the
 * caller has waited long enough, so that nobody pays for what nobody gets. Thread safe; calls
 * block.
 */
public final class SyncJobs {
  /** One question to the view; shorter than the idle limits of connections on the way. */
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(20);

  private final JobResults results;
  private final Cancellations cancellations;
  private final Duration limit;
  private final InstantSource clock;
  private final IngestMetrics metrics;

  public SyncJobs(
      JobResults results,
      Cancellations cancellations,
      Duration limit,
      InstantSource clock,
      IngestMetrics metrics) {
    this.results = results;
    this.cancellations = cancellations;
    this.limit = limit;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * The job once it has ended; empty when the limit passed first, and then its cancellation is
   * durable.
   *
   * @throws RefusalException with code {@code UNAVAILABLE} if the cancellation could not be
   *     written; the job's own deadline will end it
   */
  public Optional<JobSnapshot> await(String account, String requestId, JobId job) {
    Instant end = clock.instant().plus(limit);
    for (Instant now = clock.instant(); now.isBefore(end); now = clock.instant()) {
      Duration left = Duration.between(now, end);
      Optional<JobSnapshot> known =
          results.await(
              account, job, left.compareTo(LONGEST_QUESTION) < 0 ? left : LONGEST_QUESTION);
      if (known.isPresent() && hasEnded(known.get().getStatus())) {
        return known;
      }
    }
    metrics.syncTimedOut();
    cancellations.append(account, requestId, job, "the synchronous request timed out");
    return Optional.empty();
  }

  /** Whether nothing will change any more. */
  public static boolean hasEnded(JobStatus status) {
    return switch (status) {
      case QUEUED, IN_PROGRESS -> false;
      case SUCCEEDED, FAILED, CANCELED, EXPIRED -> true;
    };
  }
}
