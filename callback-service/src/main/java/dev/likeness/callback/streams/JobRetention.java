package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Forgets the jobs of a partition when their retention is over. Each job has one reminder of when
 * to look; a job that has changed since gets another.
 *
 * @param reminders keys as in {@link TimerKeys}, with the job id
 * @param retention how long a job stays after its end
 * @param forget removes a job and what goes with it
 */
record JobRetention(
    KeyValueStore<String, JobSnapshot> jobs,
    KeyValueStore<String, byte[]> reminders,
    Duration retention,
    Consumer<JobSnapshot> forget,
    ViewMetrics metrics) {
  private static final int LARGEST_PURGE = 1_000;
  private static final byte[] NOTHING = new byte[0];

  /** A job is known from now on. */
  void begin(String jobId, long now) {
    remindOf(jobId, now + retention.toMillis());
  }

  /** Removes jobs whose retention is over; a bounded number at a time, the rest at the next. */
  void purge(long now) {
    for (String key : remindersBefore(now)) {
      reminders.delete(key);
      String jobId = TimerKeys.name(key);
      JobSnapshot job = jobs.get(jobId);
      if (job == null) {
        continue;
      }
      long idleSince = JobEnds.idleSince(job).map(TimerKeys::within).orElse(now);
      long keepUntil = idleSince + retention.toMillis();
      if (keepUntil > now) {
        remindOf(jobId, keepUntil);
      } else {
        forget.accept(job);
        metrics.purged();
      }
    }
  }

  private List<String> remindersBefore(long now) {
    var keys = new ArrayList<String>();
    try (var due = reminders.range(null, TimerKeys.prefix(now))) {
      while (due.hasNext() && keys.size() < LARGEST_PURGE) {
        KeyValue<String, byte[]> entry = due.next();
        keys.add(entry.key);
      }
    }
    return keys;
  }

  private void remindOf(String jobId, long epochMillis) {
    reminders.put(TimerKeys.key(epochMillis, jobId), NOTHING);
  }
}
