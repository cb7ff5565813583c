package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.JobResults;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.JobSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A view that knows every job: as QUEUED, with what {@code change} makes of it. Waiting moves the
 * clock instead.
 */
public final class KnownJobs implements JobResults {
  private final ManualClock clock;
  private volatile UnaryOperator<JobSnapshot.Builder> change = UnaryOperator.identity();
  private final List<JobId> deletionsAwaited = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  public KnownJobs(ManualClock clock) {
    this.clock = clock;
  }

  /** What every job is like from now on. */
  public void become(UnaryOperator<JobSnapshot.Builder> change) {
    this.change = change;
  }

  /** Does not answer any more. */
  public void fallSilent() {
    silent = true;
  }

  @Override
  public Optional<JobSnapshot> await(String account, JobId job, Duration limit) {
    clock.advance(limit);
    return silent ? Optional.empty() : known(account, job);
  }

  @Override
  public Optional<JobSnapshot> awaitProfileDeletion(String account, JobId job, Duration limit) {
    deletionsAwaited.add(job);
    return await(account, job, limit);
  }

  /** Jobs whose profile's deletion somebody waited for. */
  public List<JobId> deletionsAwaited() {
    return List.copyOf(deletionsAwaited);
  }

  @Override
  public Optional<JobSnapshot> now(String account, JobId job) {
    if (silent) {
      throw new RefusalException(FailureCode.UNAVAILABLE, "The view does not answer.");
    }
    return known(account, job);
  }

  private Optional<JobSnapshot> known(String account, JobId job) {
    return Optional.of(change.apply(Snapshots.queued(job.value())).build())
        .filter(snapshot -> snapshot.getAccount().equals(account));
  }
}
