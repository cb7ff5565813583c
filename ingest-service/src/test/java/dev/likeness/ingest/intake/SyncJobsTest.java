package dev.likeness.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.InMemoryJobLog;
import dev.likeness.ingest.testing.KnownJobs;
import dev.likeness.ingest.testing.Snapshots;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ResponseMode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SyncJobsTest {
  private static final JobId JOB = JobId.ofClientRequest("acme", "a job");

  private final ManualClock clock = new ManualClock();
  private final KnownJobs results = new KnownJobs(clock);
  private final InMemoryJobLog log = new InMemoryJobLog();
  private final SyncJobs jobs =
      new SyncJobs(
          results,
          new Cancellations(results, log, clock),
          Duration.ofMinutes(10),
          clock,
          IngestMetrics.NONE);

  @Test
  void answersWithTheJobThatHasEnded() {
    results.become(Snapshots.succeeded(ResponseMode.URLS, "artifacts/one.jpg"));

    assertThat(jobs.await("acme", "request-1", JOB))
        .map(JobSnapshot::getJobId)
        .hasValue(JOB.value());
    assertThat(log.commands()).isEmpty();
  }

  @Test
  void cancelsAJobThatTakesTooLong() {
    Instant begin = clock.instant();

    assertThat(jobs.await("acme", "request-1", JOB)).isEmpty();

    assertThat(Duration.between(begin, clock.instant())).isEqualTo(Duration.ofMinutes(10));
    assertThat(log.commands())
        .extracting(JobCommand::getJobId, JobCommand::getAccount, JobCommand::getCommand)
        .containsExactly(
            tuple(JOB.value(), "acme", new Cancel("the synchronous request timed out")));
  }

  @Test
  void goesOnAskingAViewThatDoesNotAnswer() {
    results.fallSilent();

    assertThat(jobs.await("acme", "request-1", JOB)).isEmpty();

    assertThat(log.commands()).hasSize(1);
  }

  @Test
  void saysSoWhenTheCancellationCannotBeWritten() {
    log.breakDown();

    assertThatThrownBy(() -> jobs.await("acme", "request-1", JOB))
        .isInstanceOf(RefusalException.class);
  }
}
