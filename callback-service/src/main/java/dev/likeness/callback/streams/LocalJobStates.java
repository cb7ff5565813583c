package dev.likeness.callback.streams;

import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StoreOwners.Owner;
import dev.likeness.schema.v1.JobSnapshot;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Reads the view's store of this instance. Thread safe.
 *
 * <p>A query sees what the view knows and has not yet stored. That is fit to be shown: it follows
 * from committed records alone, which after a crash are read again and give the same again.
 */
public final class LocalJobStates implements JobStates {
  private final StoreOwners owners;
  private final LocalStore<JobSnapshot> jobs;
  private final StoreFreshness freshness;

  /**
   * @param owners of the partitions of {@link ViewTopology#JOBS}
   */
  public LocalJobStates(KafkaStreams streams, StoreOwners owners, StoreFreshness freshness) {
    this.owners = owners;
    this.jobs = new LocalStore<>(streams, ViewTopology.JOBS);
    this.freshness = freshness;
  }

  @Override
  public Lookup find(String account, JobId job) {
    return switch (owners.ownerOf(job.value())) {
      case Owner.Here(int partition) -> here(account, job, partition);
      case Owner.Peer peer -> new Lookup.Elsewhere(peer.address());
      case Owner.Unknown _ -> new Lookup.NotReady();
    };
  }

  /** The partition of a job, wherever it is; empty if that cannot be said now. */
  public OptionalInt partitionOf(JobId job) {
    return switch (owners.ownerOf(job.value())) {
      case Owner.Here(int partition) -> OptionalInt.of(partition);
      case Owner.Peer(_, _, int partition) -> OptionalInt.of(partition);
      case Owner.Unknown _ -> OptionalInt.empty();
    };
  }

  private Lookup here(String account, JobId job, int partition) {
    Lookup first = read(account, job, partition);
    if (!(first instanceof Lookup.Unknown)) {
      return first;
    }
    return freshness.holdsAllCommands(List.of(partition))
        ? read(account, job, partition)
        : new Lookup.NotReady();
  }

  private Lookup read(String account, JobId job, int partition) {
    return switch (jobs.read(job.value(), partition)) {
      case Reading.Value<JobSnapshot>(JobSnapshot found) ->
          found.getSubmitted() && found.getAccount().equals(account)
              ? new Lookup.Found(found)
              : new Lookup.Unknown();
      case Reading.Absent<JobSnapshot>() -> new Lookup.Unknown();
      case Reading.NotHere<JobSnapshot>() -> new Lookup.NotReady();
    };
  }
}
