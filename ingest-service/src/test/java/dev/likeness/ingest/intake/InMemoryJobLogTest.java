package dev.likeness.ingest.intake;

import dev.likeness.ingest.testing.InMemoryJobLog;
import dev.likeness.ingest.testing.JobLogContract;
import dev.likeness.schema.v1.JobCommand;

class InMemoryJobLogTest implements JobLogContract {
  private final InMemoryJobLog log = new InMemoryJobLog();

  @Override
  public JobLog jobLog() {
    return log;
  }

  @Override
  public JobCommand commandAt(LogPosition position) {
    return log.commands().get((int) position.offset());
  }
}
