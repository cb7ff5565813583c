package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.time.InstantSource;

/** Ends jobs because their owner asks for it. Thread safe; calls block. */
public final class Cancellations {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JobResults jobs;
  private final JobLog log;
  private final InstantSource clock;

  public Cancellations(JobResults jobs, JobLog log, InstantSource clock) {
    this.jobs = jobs;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Cancels the job unless it has ended, and waits a little for its end. When this returns the
   * cancellation is durable; may be repeated.
   *
   * @throws RefusalException with code {@code NOT_FOUND} if the account has no such job, or {@code
   *     UNAVAILABLE} if nothing was written
   */
  public void cancel(String account, String requestId, String jobId) {
    JobSnapshot job = ownJob(account, jobId);
    if (SyncJobs.hasEnded(job.getStatus())) {
      return;
    }
    JobId id = new JobId(jobId);
    append(account, requestId, id, "cancelled by the customer");
    var _ = jobs.await(account, id, PATIENCE);
  }

  /** Cancels without a look at the job. */
  void append(String account, String requestId, JobId job, String reason) {
    log.append(
        JobCommand.newBuilder()
            .setJobId(job.value())
            .setAccount(account)
            .setAt(clock.instant())
            .setRequestId(requestId)
            .setCommand(new Cancel(reason))
            .build());
  }

  private JobSnapshot ownJob(String account, String jobId) {
    if (!JobId.isWellFormed(jobId)) {
      throw notFound();
    }
    return jobs.now(account, new JobId(jobId)).orElseThrow(Cancellations::notFound);
  }

  private static RefusalException notFound() {
    return new RefusalException(FailureCode.NOT_FOUND, "There is no job with this id.");
  }
}
