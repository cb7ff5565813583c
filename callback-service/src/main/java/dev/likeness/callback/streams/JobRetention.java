package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Forgets the jobs of a partition when their retention is over, and has their files removed: with
 * the job, or sooner if it delivered nothing. Each job has a reminder of when to look, and one that
 * delivered nothing has another; a job that has changed since gets a later one.
 *
 * @param reminders keys as in {@link TimerKeys}, with the job id
 * @param steps keeps what is thrown at one job from the others
 * @param forget removes a job and what goes with it
 * @param remove has files removed; called once for all jobs of a purge
 */
record JobRetention(
    KeyValueStore<String, JobSnapshot> jobs,
    KeyValueStore<String, byte[]> reminders,
    Periods periods,
    Steps steps,
    Consumer<JobSnapshot> forget,
    Consumer<List<JobFiles>> remove,
    ViewMetrics metrics) {

  /**
   * How long things are kept.
   *
   * @param jobs after their end, with their results
   * @param undelivered the files of jobs that failed, expired or were cancelled, after their end
   */
  record Periods(Duration jobs, Duration undelivered) {}

  private static final int LARGEST_PURGE = 1_000;

  /** After that a job about which nothing can be decided is looked at once more. */
  private static final Duration SET_ASIDE_FOR = Duration.ofDays(1);

  private static final byte[] NOTHING = new byte[0];

  /** A job is known from now on. */
  void begin(String jobId, long now) {
    remindOf(jobId, now + periods.jobs().toMillis());
  }

  /** The job has ended, for the first time or again. */
  void ended(JobSnapshot job) {
    undeliveredUntil(job).ifPresent(until -> remindOf(job.getJobId(), until));
  }

  /** Removes jobs whose retention is over; a bounded number at a time, the rest at the next. */
  void purge(long now) {
    var over = new ArrayList<JobFiles>();
    for (String key : remindersBefore(now)) {
      String jobId = TimerKeys.name(key);
      if (!steps.run(jobId, () -> look(key, jobId, now).ifPresent(over::add))) {
        reminders.delete(key);
        remindOf(jobId, now + SET_ASIDE_FOR.toMillis());
      }
    }
    if (!over.isEmpty()) {
      remove.accept(over);
    }
  }

  /** What is to be removed of a job of which {@code key} reminds. */
  private Optional<JobFiles> look(String key, String jobId, long now) {
    JobSnapshot job = jobs.get(jobId);
    if (job == null) {
      reminders.delete(key);
      return Optional.empty();
    }
    long idleSince = JobEnds.idleSince(job).map(TimerKeys::within).orElse(now);
    long keepUntil = idleSince + periods.jobs().toMillis();
    Optional<Long> undeliveredUntil = undeliveredUntil(job);
    reminders.delete(key); // from here on nothing is left to be decided
    if (keepUntil <= now) {
      forget.accept(job);
      metrics.purged();
      return Optional.of(files(job, keepUntil));
    }
    remindOf(job.getJobId(), keepUntil);
    return undeliveredUntil.filter(until -> until <= now).map(_ -> files(job, now));
  }

  private Optional<Long> undeliveredUntil(JobSnapshot job) {
    return JobEnds.hasEnded(job) && !JobEnds.hasDelivered(job)
        ? Optional.of(TimerKeys.within(job.getFinishedAt()) + periods.undelivered().toMillis())
        : Optional.empty();
  }

  /**
   * The job's id can come again when the scheduler has forgotten the job too, which it does as long
   * after its end as the view: files stored from then on are of the new job.
   */
  private static JobFiles files(JobSnapshot job, long storedBefore) {
    return new JobFiles(
        job.getJobId(), job.getAccount(), job.getOperation(), Instant.ofEpochMilli(storedBefore));
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
