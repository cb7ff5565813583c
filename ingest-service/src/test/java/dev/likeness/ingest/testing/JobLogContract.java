package dev.likeness.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.JobLog;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link JobLog} does. */
public interface JobLogContract {
  JobLog jobLog();

  /** The command at a position, read back by other means. */
  JobCommand commandAt(LogPosition position);

  @Test
  default void tellsWhereTheCommandLies() {
    JobCommand command = command("acme", "first");

    LogPosition position = jobLog().append(command);

    assertThat(commandAt(position)).isEqualTo(command);
  }

  @Test
  default void keepsTheOrderOfOneJob() {
    JobLog log = jobLog();

    List<LogPosition> positions =
        List.of(log.append(command("acme", "a")), log.append(command("acme", "a")));

    assertThat(positions)
        .extracting(LogPosition::partition)
        .containsOnly(positions.get(0).partition());
    assertThat(positions).extracting(LogPosition::offset).isSorted().doesNotHaveDuplicates();
  }

  /** A command about the job of {@code name}. */
  private static JobCommand command(String account, String name) {
    return JobCommand.newBuilder()
        .setJobId(JobId.ofClientRequest(account, name).value())
        .setAccount(account)
        .setAt(Instant.parse("2026-11-20T10:00:00Z"))
        .setRequestId("request-1")
        .setCommand(new Cancel("a test"))
        .build();
  }
}
