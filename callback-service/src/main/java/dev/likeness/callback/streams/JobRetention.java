package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.JobEnds;
import dev.likeness.callback.lifecycle.ViewMetrics;
import dev.likeness.kit.kafka.Steps;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the jobs of a partition when their retention is over, and has their files removed: with
 * the job, or sooner if it delivered nothing. For the thread of the partition.
 *
 * <p>Nothing is kept to remind of a job. The store is looked through from one end to the other, a
 * bounded part at a time, over and over.
 *
 * <p>What follows from a job's removal is asked for first, and the job is forgotten when that is
 * stored for sure. The thread commits every few seconds, and if it cannot store what it sent it
 * ends, and with it this memory of having asked; then it asks again.
 */
final class JobRetention {

  /**
   * How long things are kept.
   *
   * @param jobs after their end, with their results
   * @param undelivered the files of jobs that failed, expired or were cancelled, after their end
   */
  record Periods(Duration jobs, Duration undelivered) {}

  /**
   * @param forgets whether the job is to be forgotten, or only its files go
   */
  private record Asked(long at, boolean forgets) {}

  /** What follows from the removal of a job. Doing it twice is doing it once. */
  interface Removal {
    /** The job will be forgotten: whoever lists jobs or knows its profile does so now. */
    void begins(JobSnapshot job);

    /** The job is not to be forgotten after all. */
    void isOff(JobSnapshot job);

    /** Has files removed; called once for all jobs of a look. */
    void remove(List<JobFiles> files);
  }

  /**
   * Takes a few milliseconds. A million jobs in six partitions are looked through in half an hour.
   */
  static final int LOOKS_AT_A_TIME = 500;

  /** Between one time through the store and the next. */
  static final Duration REST = Duration.ofMinutes(1);

  /** Many times the interval of commits. */
  static final Duration STORED_AFTER = Duration.ofSeconds(30);

  /** After that a job about which nothing can be decided is looked at once more. */
  private static final Duration SET_ASIDE_FOR = Duration.ofDays(1);

  private static final int MOST_SET_ASIDE = 10_000;

  private final KeyValueStore<String, JobSnapshot> jobs;
  private final KeyValueStore<String, Long> emptied;
  private final Periods periods;
  private final Steps steps;
  private final Removal removal;
  private final ViewMetrics metrics;
  private final SequencedMap<String, Asked> asked = new LinkedHashMap<>();
  private final Map<String, Long> setAside = new HashMap<>();
  private @Nullable String next;
  private long restsUntil;

  /**
   * @param emptied keys: jobs that delivered nothing and whose files are removed; values: the end
   *     of which that is true, in epoch milliseconds
   * @param steps keeps what is thrown at one job from the others
   */
  JobRetention(
      KeyValueStore<String, JobSnapshot> jobs,
      KeyValueStore<String, Long> emptied,
      Periods periods,
      Steps steps,
      Removal removal,
      ViewMetrics metrics) {
    this.jobs = jobs;
    this.emptied = emptied;
    this.periods = periods;
    this.steps = steps;
    this.removal = removal;
    this.metrics = metrics;
  }

  /** Goes on looking. */
  void look(long now) {
    finishWhatWasAsked(now);
    if (now < restsUntil) {
      return;
    }
    var over = new ArrayList<JobFiles>();
    try (var left = jobs.range(next, null)) {
      for (int looks = 0; looks < LOOKS_AT_A_TIME && left.hasNext(); looks++) {
        String jobId = left.peekNextKey();
        if (!steps.run(jobId, () -> take(left.next().value, now).ifPresent(over::add))) {
          setAside(jobId, now);
        }
      }
      next = left.hasNext() ? left.peekNextKey() : null;
    }
    if (next == null) {
      restsUntil = now + REST.toMillis();
    }
    if (!over.isEmpty()) {
      removal.remove(over);
    }
  }

  /** Whether nobody has had anything to do with the job for so long that it is to be forgotten. */
  boolean isOver(JobSnapshot job, long now) {
    return keepUntil(job, now) <= now;
  }

  /** Another job takes its id. */
  void forgetAtOnce(JobSnapshot job) {
    JobFiles files = files(job, keepUntil(job, 0));
    asked.remove(job.getJobId());
    removal.begins(job);
    removal.remove(List.of(files));
    metrics.purged();
  }

  private Optional<JobFiles> take(JobSnapshot job, long now) {
    String jobId = job.getJobId();
    if (asked.containsKey(jobId) || now < setAside.getOrDefault(jobId, 0L)) {
      return Optional.empty();
    }
    if (isOver(job, now)) {
      JobFiles files = files(job, keepUntil(job, now));
      asked.put(jobId, new Asked(now, true));
      removal.begins(job);
      return Optional.of(files);
    }
    if (isUndelivered(job, now) && !isEmptied(job)) {
      asked.put(jobId, new Asked(now, false));
      return Optional.of(files(job, now));
    }
    return Optional.empty();
  }

  private void finishWhatWasAsked(long now) {
    long stored = now - STORED_AFTER.toMillis();
    while (!asked.isEmpty() && asked.firstEntry().getValue().at() <= stored) {
      var eldest = asked.pollFirstEntry();
      String jobId = eldest.getKey();
      if (!steps.run(jobId, () -> finish(jobId, eldest.getValue(), now))) {
        setAside(jobId, now);
      }
    }
  }

  private void finish(String jobId, Asked what, long now) {
    JobSnapshot job = jobs.get(jobId);
    if (job == null) {
      return;
    }
    if (!what.forgets()) {
      if (isUndelivered(job, now)) {
        emptied.put(jobId, endOf(job));
      }
    } else if (isOver(job, now)) {
      if (emptied.get(jobId) != null) {
        emptied.delete(jobId);
      }
      removal.begins(job); // a record that came since may have undone a part of it
      jobs.delete(jobId);
      metrics.purged();
    } else {
      removal.isOff(job); // it was taken up again meanwhile
    }
  }

  private long keepUntil(JobSnapshot job, long now) {
    long idleSince = JobEnds.idleSince(job).map(TimerKeys::within).orElse(now);
    return idleSince + periods.jobs().toMillis();
  }

  private boolean isUndelivered(JobSnapshot job, long now) {
    return JobEnds.hasEnded(job)
        && !JobEnds.hasDelivered(job)
        && endOf(job) + periods.undelivered().toMillis() <= now;
  }

  private boolean isEmptied(JobSnapshot job) {
    Long end = emptied.get(job.getJobId());
    return end != null && end == endOf(job);
  }

  private static long endOf(JobSnapshot job) {
    return TimerKeys.within(job.getFinishedAt());
  }

  private void setAside(String jobId, long now) {
    if (setAside.size() >= MOST_SET_ASIDE) {
      setAside.clear();
    }
    setAside.put(jobId, now + SET_ASIDE_FOR.toMillis());
  }

  /**
   * The job's id can come again when the scheduler has forgotten the job too, which it does as long
   * after its end as the view: files stored from then on are of the new job.
   */
  private static JobFiles files(JobSnapshot job, long storedBefore) {
    return new JobFiles(
        job.getJobId(), job.getAccount(), job.getOperation(), Instant.ofEpochMilli(storedBefore));
  }
}
