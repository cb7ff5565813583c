package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Lane;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ports of the scheduler over plain collections. */
final class InMemoryStores implements JobStates, Timers, Slots, Lanes {
  final Map<JobId, JobState> states = new LinkedHashMap<>();
  final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparing(timer -> timer.job().value()));
  final InMemoryBacklog backlog = new InMemoryBacklog();
  final InMemoryBacklog unfetched = new InMemoryBacklog();
  final Map<JobId, Use> slots = new HashMap<>();
  private int writes;
  private final Map<JobId, String> accounts = new HashMap<>();
  final Set<JobId> unreadable = new HashSet<>();
  final Map<Lane, LaneProgress> lanes = new EnumMap<>(Lane.class);

  /** Records that the changelogs of these stores would have. */
  int writes() {
    return writes + backlog.writes() + unfetched.writes();
  }

  Stores stores() {
    return new Stores(this, this, backlog, unfetched, this, this);
  }

  @Override
  public @Nullable JobState find(JobId job) {
    if (unreadable.contains(job)) {
      throw new IllegalStateException("a test wants this job to be unreadable");
    }
    return states.get(job);
  }

  @Override
  public void put(JobState state) {
    states.put(state.id(), state);
    writes++;
  }

  @Override
  public void remove(JobId job) {
    states.remove(job);
    writes++;
  }

  @Override
  public void set(Timer timer) {
    timers.add(timer);
    writes++;
  }

  @Override
  public void clear(Timer timer) {
    timers.remove(timer);
    writes++;
  }

  @Override
  public List<Timer> due(Instant now, int limit) {
    return timers.stream().filter(timer -> !timer.at().isAfter(now)).limit(limit).toList();
  }

  @Override
  public LaneProgress progress(Lane lane) {
    return lanes.getOrDefault(lane, LaneProgress.NONE);
  }

  @Override
  public void put(Lane lane, LaneProgress progress) {
    lanes.put(lane, progress);
    writes++;
  }

  @Override
  public void take(JobId job, Use use, String account) {
    slots.put(job, use);
    writes++;
    accounts.put(job, account);
  }

  @Override
  public void free(JobId job) {
    slots.remove(job);
    writes++;
  }

  @Override
  public int taken(Use use) {
    return (int) slots.values().stream().filter(taken -> taken == use).count();
  }

  @Override
  public int fetching(String account) {
    return (int)
        slots.entrySet().stream()
            .filter(slot -> slot.getValue() == Use.FETCHING)
            .filter(slot -> account.equals(accounts.get(slot.getKey())))
            .count();
  }

  Collection<JobState> all() {
    return List.copyOf(states.values());
  }
}
