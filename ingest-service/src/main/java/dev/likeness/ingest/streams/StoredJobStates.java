package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.JobStates;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** States by job id. */
record StoredJobStates(KeyValueStore<String, JobState> store) implements JobStates {
  /** Behind an id it is the least key after it. */
  private static final char FIRST_CHARACTER = 0;

  @Override
  public @Nullable JobState find(JobId job) {
    return store.get(job.value());
  }

  @Override
  public void put(JobState state) {
    store.put(state.id().value(), state);
  }

  @Override
  public void remove(JobId job) {
    store.delete(job.value());
  }

  @Override
  public Walk walk(@Nullable JobId after) {
    var entries = after == null ? store.all() : store.range(after.value() + FIRST_CHARACTER, null);
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
