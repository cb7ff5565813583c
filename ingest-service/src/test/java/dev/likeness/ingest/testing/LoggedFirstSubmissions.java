package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.util.Optional;

/** Answers from the commands in a log, as a scheduler that has read all of it. */
public record LoggedFirstSubmissions(InMemoryJobLog log) implements FirstSubmissions {
  @Override
  public FirstSubmission await(JobId job, LogPosition passed, Duration limit) {
    return first(job, passed.offset() + 1)
        .orElseThrow(() -> new RefusalException(FailureCode.UNAVAILABLE, "Not seen in time."));
  }

  @Override
  public Optional<FirstSubmission> known(JobId job) {
    return first(job, Long.MAX_VALUE);
  }

  private Optional<FirstSubmission> first(JobId job, long end) {
    return log.commands().stream()
        .limit(end)
        .filter(command -> command.getJobId().equals(job.value()))
        .filter(command -> command.getCommand() instanceof Submit)
        .findFirst()
        .map(
            command ->
                new FirstSubmission(
                    ((Submit) command.getCommand()).getFingerprint(), command.getAt()));
  }
}
