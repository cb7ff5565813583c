package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.FirstSubmission;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;

/** Answers from the commands in a log, as a scheduler that has read all of it. */
public record LoggedFirstSubmissions(InMemoryJobLog log) implements FirstSubmissions {
  @Override
  public FirstSubmission await(JobId job, LogPosition passed, Duration limit) {
    return log.commands().stream()
        .limit(passed.offset() + 1)
        .filter(command -> command.getJobId().equals(job.value()))
        .filter(command -> command.getCommand() instanceof Submit)
        .findFirst()
        .map(
            command ->
                new FirstSubmission(
                    ((Submit) command.getCommand()).getFingerprint(), command.getAt()))
        .orElseThrow(() -> new RefusalException(FailureCode.UNAVAILABLE, "Not seen in time."));
  }
}
