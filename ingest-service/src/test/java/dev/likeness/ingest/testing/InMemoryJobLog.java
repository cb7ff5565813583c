package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.JobLog;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobCommand;
import java.util.ArrayList;
import java.util.List;

/** A log of one partition in memory; can be out of order. */
public final class InMemoryJobLog implements JobLog {
  private final List<JobCommand> commands = new ArrayList<>();
  private boolean broken;

  @Override
  public synchronized LogPosition append(JobCommand command) {
    if (broken) {
      throw new RefusalException(FailureCode.UNAVAILABLE, "The log is out of order.");
    }
    commands.add(command);
    return new LogPosition(0, commands.size() - 1L);
  }

  public synchronized List<JobCommand> commands() {
    return List.copyOf(commands);
  }

  public synchronized void breakDown() {
    broken = true;
  }
}
