package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import java.time.Instant;
import java.util.List;

/** Port: when each job of a partition has to be looked at. */
public interface Timers {

  /** A job and the instant for which its timer is set. */
  record Timer(Instant at, JobId job) {}

  void set(Timer timer);

  void clear(Timer timer);

  /** Clears all. */
  void clear();

  /** The first {@code limit} timers that are set for {@code now} or earlier, earliest first. */
  List<Timer> due(Instant now, int limit);
}
