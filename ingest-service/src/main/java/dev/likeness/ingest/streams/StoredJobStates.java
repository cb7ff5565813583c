package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.JobStates;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * States by job id. What a record changes is stored at its end by {@link #write}, so that a job
 * that is accepted and released at once is stored once. Jobs whose attempt is out, which are never
 * more than the window, are also kept in memory: each report asks for one. For one thread.
 */
final class StoredJobStates implements JobStates {
  /** Behind an id it makes the least key after it. */
  private static final char LEAST = 0;

  private final KeyValueStore<String, JobState> store;
  private final Map<String, JobState> out = new HashMap<>();

  /** Empty for what is to be removed. */
  private final Map<String, Optional<JobState>> unwritten = new LinkedHashMap<>();

  StoredJobStates(KeyValueStore<String, JobState> store) {
    this.store = store;
  }

  @Override
  public @Nullable JobState find(JobId job) {
    Optional<JobState> changed = unwritten.get(job.value());
    if (changed != null) {
      return changed.orElse(null);
    }
    JobState known = out.get(job.value());
    return known == null ? store.get(job.value()) : known;
  }

  @Override
  public void put(JobState state) {
    String id = state.id().value();
    unwritten.put(id, Optional.of(state));
    if (state instanceof JobState.Out) {
      out.put(id, state);
    } else {
      out.remove(id);
    }
  }

  @Override
  public void remove(JobId job) {
    unwritten.put(job.value(), Optional.empty());
    out.remove(job.value());
  }

  /** Stores what has changed since the last call. */
  void write() {
    unwritten.forEach((id, state) -> store.put(id, state.orElse(null)));
    unwritten.clear();
  }

  @Override
  public Walk walk(@Nullable JobId after) {
    write();
    var entries = after == null ? store.all() : store.range(after.value() + LEAST, null);
    return new Walk() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public JobId nextId() {
        return new JobId(entries.peekNextKey());
      }

      @Override
      public JobState next() {
        return entries.next().value;
      }

      @Override
      public void close() {
        entries.close();
      }
    };
  }
}
