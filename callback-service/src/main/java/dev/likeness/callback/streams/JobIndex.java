package dev.likeness.callback.streams;

import dev.likeness.callback.lifecycle.ProfileProjection;
import dev.likeness.callback.query.ListingKeys;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingKind;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the index of a partition in step with its jobs, and writes nothing that is there already.
 * Whoever reads meanwhile may meet an entry whose job is not there yet, or no longer.
 *
 * @param entries in the form of {@link ListingKeys}
 */
record JobIndex(KeyValueStore<String, String> entries) {

  /** The job has come to be known, or has changed, or may have been stored without its entries. */
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
    String key = ListingKeys.key(kind, job);
    String value = ListingKeys.value(job);
    if (!value.equals(entries.get(key))) {
      entries.put(key, value);
    }
  }

  private void remove(ListingKind kind, JobSnapshot job) {
    String key = ListingKeys.key(kind, job);
    if (entries.get(key) != null) {
      entries.delete(key);
    }
  }
}
