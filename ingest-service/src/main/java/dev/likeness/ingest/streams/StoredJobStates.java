package dev.likeness.ingest.streams;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.JobStates;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** States by job id. */
record StoredJobStates(KeyValueStore<String, JobState> store) implements JobStates {

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
}
