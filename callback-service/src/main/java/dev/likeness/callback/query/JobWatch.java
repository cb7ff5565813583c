package dev.likeness.callback.query;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for a job to change. The view calls {@link #changed} after each change of
 * its store; without anyone waiting for the job that costs one look into a map. Thread safe.
 */
public final class JobWatch {
  private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Begins to watch: a change from now on is not missed. */
  public Watch open(String jobId) {
    var watch = new Watch(jobId);
    watches.compute(
        jobId,
        (_, all) -> {
          Set<Watch> watching = all == null ? ConcurrentHashMap.newKeySet() : all;
          watching.add(watch);
          return watching;
        });
    return watch;
  }

  public void changed(String jobId) {
    Set<Watch> watching = watches.get(jobId);
    if (watching != null) {
      watching.forEach(watch -> watch.changes.release());
    }
  }

  /** Wakes all, and lets nobody wait from now on: the service stops. */
  public void end() {
    ended = true;
    watches.values().forEach(watching -> watching.forEach(watch -> watch.changes.release()));
  }

  public boolean hasEnded() {
    return ended;
  }

  /** How many are waiting or about to. */
  public int size() {
    return watches.values().stream().mapToInt(Set::size).sum();
  }

  /** One who waits. For one thread. */
  public final class Watch implements AutoCloseable {
    private final String jobId;
    private final Semaphore changes = new Semaphore(0);

    private Watch(String jobId) {
      this.jobId = jobId;
    }

    /**
     * Returns at the next change, at once if there was one since the last call, or after {@code
     * longest}.
     */
    public void await(Duration longest) throws InterruptedException {
      if (!ended && changes.tryAcquire(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS)) {
        changes.drainPermits(); // one look at the state serves all changes before it
      }
    }

    @Override
    public void close() {
      watches.computeIfPresent(
          jobId,
          (_, watching) -> {
            watching.remove(this);
            return watching.isEmpty() ? null : watching;
          });
    }
  }
}
