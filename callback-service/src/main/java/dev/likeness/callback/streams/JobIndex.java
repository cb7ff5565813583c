package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.callback.query.ListingKeys;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingKind;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the index of a partition in step with its jobs. Whoever reads meanwhile may meet an entry
 * whose job is not there yet, or no longer.
 *
 * @param entries in the form of {@link ListingKeys}
 */
record JobIndex(KeyValueStore<String, String> entries) {

  /** The job has come to be known, or has changed. */
  void update(JobSnapshot job) {
    if (job.getSubmitted()) {
      put(ListingKind.JOBS, job);
    }
    if (ProfileProjection.of(job).isPresent()) {
      put(ListingKind.PROFILES, job);
    } else {
      remove(ListingKind.PROFILES, job);
    }
  }

  /** The job is about to be forgotten. */
  void remove(JobSnapshot job) {
    remove(ListingKind.JOBS, job);
    remove(ListingKind.PROFILES, job);
  }

  private void put(ListingKind kind, JobSnapshot job) {
    entries.put(ListingKeys.key(kind, job), ListingKeys.value(job));
  }

  private void remove(ListingKind kind, JobSnapshot job) {
    entries.delete(ListingKeys.key(kind, job));
  }
}
