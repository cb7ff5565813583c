package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ports of the scheduler over plain collections. */
final class InMemoryStores implements JobStates, Timers {
  final TreeMap<String, JobState> states = new TreeMap<>();
  final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparing(timer -> timer.job().value()));
  final InMemoryBacklog backlog = new InMemoryBacklog();
  final InMemoryBacklog unfetched = new InMemoryBacklog();
  final Set<JobId> unreadable = new HashSet<>();
  private int writes;

  /** Records that the changelog of the states would have. */
  int writes() {
    return writes;
  }

  Stores stores() {
    return new Stores(this, this, backlog, unfetched);
  }

  @Override
  public @Nullable JobState find(JobId job) {
    if (unreadable.contains(job)) {
      throw new IllegalStateException("a test wants this job to be unreadable");
    }
    return states.get(job.value());
  }

  @Override
  public void put(JobState state) {
    states.put(state.id().value(), state);
    writes++;
  }

  @Override
  public void remove(JobId job) {
    states.remove(job.value());
    writes++;
  }

  @Override
  public Walk walk(@Nullable JobId after) {
    var ids =
        List.copyOf(after == null ? states.keySet() : states.tailMap(after.value(), false).keySet())
            .listIterator();
    return new Walk() {
      @Override
      public boolean hasNext() {
        return ids.hasNext();
      }

      @Override
      public JobId nextId() {
        String id = ids.next();
        ids.previous();
        return new JobId(id);
      }

      @Override
      public JobState next() {
        return Objects.requireNonNull(find(new JobId(ids.next())));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void set(Timer timer) {
    timers.add(timer);
  }

  @Override
  public void clear(Timer timer) {
    timers.remove(timer);
  }

  @Override
  public void clear() {
    timers.clear();
  }

  @Override
  public List<Timer> due(Instant now, int limit) {
    return timers.stream().filter(timer -> !timer.at().isAfter(now)).limit(limit).toList();
  }

  Collection<JobState> all() {
    return List.copyOf(states.values());
  }
}
