package dev.likeness.ingest.scheduler;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.Lane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A backlog over a map. */
final class InMemoryBacklog implements Backlog {
  private final Map<Long, Waiting> waiting = new TreeMap<>();

  @Override
  public void add(Waiting job) {
    waiting.put(job.place().sequence(), job);
  }

  @Override
  public void remove(Place place) {
    waiting.remove(place.sequence());
  }

  @Override
  public void clear() {
    waiting.clear();
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

  Set<JobId> jobs() {
    return waiting.values().stream().map(Waiting::job).collect(Collectors.toSet());
  }
}
