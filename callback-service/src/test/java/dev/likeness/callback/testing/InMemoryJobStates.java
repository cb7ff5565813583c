package dev.likeness.callback.testing;

import dev.likeness.callback.lifecycle.JobProjection;
import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Jobs in memory, folded as the view does. Thread safe. */
public final class InMemoryJobStates implements JobStates {
  private final Map<String, JobSnapshot> jobs = new HashMap<>();
  private final Queue<Lookup> scripted = new ArrayDeque<>();
  private final JobWatch watch;

  public InMemoryJobStates(JobWatch watch) {
    this.watch = watch;
  }

  /** The next question gets this answer, whatever the job; may be called for more questions. */
  public synchronized void answerNext(Lookup answer) {
    scripted.add(answer);
  }

  public void apply(JobCommand command) {
    synchronized (this) {
      keep(command.getJobId(), JobProjection.apply(known(command.getJobId()), command).snapshot());
    }
    watch.changed(command.getJobId());
  }

  public void apply(JobEvent event) {
    synchronized (this) {
      keep(event.getJobId(), JobProjection.apply(known(event.getJobId()), event).snapshot());
    }
    watch.changed(event.getJobId());
  }

  @Override
  public synchronized Lookup find(JobId job) {
    Lookup answer = scripted.poll();
    if (answer != null) {
      return answer;
    }
    return known(job.value())
        .filter(JobSnapshot::getSubmitted)
        .<Lookup>map(Lookup.Found::new)
        .orElseGet(Lookup.Unknown::new);
  }

  private Optional<JobSnapshot> known(String jobId) {
    return Optional.ofNullable(jobs.get(jobId));
  }

  private void keep(String jobId, Optional<JobSnapshot> snapshot) {
    snapshot.ifPresent(now -> jobs.put(jobId, now));
  }
}
