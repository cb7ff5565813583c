package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ports of the scheduler over plain collections. */
final class InMemoryStores implements JobStates, Timers, Backlog, Slots, Lanes {
  final Map<JobId, JobState> states = new LinkedHashMap<>();
  final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparing(Timer::at).thenComparing(timer -> timer.job().value()));
  final Map<Long, Waiting> waiting = new TreeMap<>();
  final Map<JobId, Use> slots = new HashMap<>();
  final Set<JobId> unreadable = new HashSet<>();
  final Map<Lane, LaneProgress> lanes = new EnumMap<>(Lane.class);

  Stores stores() {
    return new Stores(this, this, this, this, this);
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
  }

  @Override
  public void remove(JobId job) {
    states.remove(job);
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
  public List<Timer> due(Instant now, int limit) {
    return timers.stream().filter(timer -> !timer.at().isAfter(now)).limit(limit).toList();
  }

  @Override
  public void add(Waiting job) {
    waiting.put(job.place().sequence(), job);
  }

  @Override
  public void remove(Place place) {
    waiting.remove(place.sequence());
  }

  @Override
  public List<Waiting> heads(Lane lane) {
    Map<String, Waiting> heads = new LinkedHashMap<>();
    for (Waiting job : waiting.values()) {
      if (job.place().lane() == lane) {
        heads.putIfAbsent(job.place().account(), job);
      }
    }
    return new ArrayList<>(heads.values());
  }

  @Override
  public long size(Lane lane) {
    return waiting.values().stream().filter(job -> job.place().lane() == lane).count();
  }

  @Override
  public LaneProgress progress(Lane lane) {
    return lanes.getOrDefault(lane, LaneProgress.NONE);
  }

  @Override
  public void put(Lane lane, LaneProgress progress) {
    lanes.put(lane, progress);
  }

  @Override
  public void take(JobId job, Use use) {
    slots.put(job, use);
  }

  @Override
  public void free(JobId job) {
    slots.remove(job);
  }

  @Override
  public int taken(Use use) {
    return (int) slots.values().stream().filter(taken -> taken == use).count();
  }

  Set<JobId> waitingJobs() {
    return waiting.values().stream().map(Waiting::job).collect(Collectors.toSet());
  }

  Collection<JobState> all() {
    return List.copyOf(states.values());
  }
}
