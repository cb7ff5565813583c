package dev.likeness.callback.testing;

import dev.likeness.callback.lifecycle.JobProjection;
import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ProfileDeletion;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Jobs in memory, folded as the view does. Thread safe. */
public final class InMemoryJobStates implements JobStates {
  private final Map<String, JobSnapshot> jobs = new HashMap<>();
  private final Queue<Lookup> scripted = new ArrayDeque<>();
  private final JobWatch watch;
  private long records;

  public InMemoryJobStates(JobWatch watch) {
    this.watch = watch;
  }

  /** The next question gets this answer, whatever the job; may be called for more questions. */
  public synchronized void answerNext(Lookup answer) {
    scripted.add(answer);
  }

  public void apply(JobCommand command) {
    fold(command.getJobId(), command);
  }

  public void apply(JobEvent event) {
    fold(event.getJobId(), event);
  }

  public void apply(InputsReady inputs) {
    fold(inputs.getJobId(), inputs);
  }

  public void apply(ProfileDeletion deletion) {
    fold(deletion.getProfileId(), deletion);
  }

  private void fold(String jobId, Object record) {
    synchronized (this) {
      JobProjection.apply(known(jobId), Jobs.inTopic(record, records++))
          .snapshot()
          .ifPresent(now -> jobs.put(jobId, now));
    }
    watch.changed(jobId);
  }

  /** As they are now, in no order. */
  public synchronized List<JobSnapshot> all() {
    return List.copyOf(jobs.values());
  }

  @Override
  public synchronized Lookup find(String account, JobId job) {
    Lookup answer = scripted.poll();
    if (answer != null) {
      return answer;
    }
    return known(job.value())
        .filter(JobSnapshot::getSubmitted)
        .filter(known -> known.getAccount().equals(account))
        .<Lookup>map(Lookup.Found::new)
        .orElseGet(Lookup.Unknown::new);
  }

  private Optional<JobSnapshot> known(String jobId) {
    return Optional.ofNullable(jobs.get(jobId));
  }
}
