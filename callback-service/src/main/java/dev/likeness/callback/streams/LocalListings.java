package dev.likeness.callback.streams;

import dev.likeness.callback.query.ListingStores;
import dev.likeness.callback.query.PartitionScan;
import dev.likeness.callback.query.PartitionScan.IndexEntry;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StoreOwners.Owner;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.streams.KafkaStreams;

/** Reads the view's index of this instance, and the jobs that it names. Thread safe. */
public final class LocalListings implements ListingStores {
  private final StoreOwners owners;
  private final LocalStore<String> index;
  private final LocalStore<JobSnapshot> jobs;
  private final StoreFreshness freshness;
  private final PartitionScan scan = PartitionScan.usual();

  /**
   * @param owners of the partitions of {@link ViewTopology#LISTINGS}
   */
  public LocalListings(KafkaStreams streams, StoreOwners owners, StoreFreshness freshness) {
    this.owners = owners;
    this.index = new LocalStore<>(streams, ViewTopology.LISTINGS);
    this.jobs = new LocalStore<>(streams, ViewTopology.JOBS);
    this.freshness = freshness;
  }

  @Override
  public Optional<Places> places() {
    OptionalInt partitions = owners.partitions();
    if (partitions.isEmpty()) {
      return Optional.empty();
    }
    var here = new ArrayList<Integer>();
    var elsewhere = new HashMap<String, List<Integer>>();
    for (int partition = 0; partition < partitions.getAsInt(); partition++) {
      switch (owners.ownerOf(partition)) {
        case Owner.Here _ -> here.add(partition);
        case Owner.Peer peer ->
            elsewhere.computeIfAbsent(peer.address(), _ -> new ArrayList<>()).add(partition);
        case Owner.Unknown _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Places(here, elsewhere));
  }

  @Override
  public Optional<List<PartitionListing>> look(ListingQuestion question) {
    if (!freshness.holdsAllCommands(question.getPartitions())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          question.getPartitions().stream()
              .map(partition -> scan.look(question, partition, new Stores(partition)))
              .toList());
    } catch (NotHereException e) {
      return Optional.empty();
    }
  }

  private final class Stores implements PartitionScan.Partition {
    private final int partition;

    Stores(int partition) {
      this.partition = partition;
    }

    @Override
    public List<IndexEntry> entries(String first, String end, int most) {
      return here(index.range(first, end, most, partition)).orElse(List.of()).stream()
          .map(entry -> new IndexEntry(entry.key(), entry.value()))
          .toList();
    }

    @Override
    public Optional<JobSnapshot> job(String jobId) {
      return here(jobs.read(jobId, partition));
    }
  }

  private static <V> Optional<V> here(Reading<V> reading) {
    return switch (reading) {
      case Reading.Value<V>(V value) -> Optional.of(value);
      case Reading.Absent<V>() -> Optional.empty();
      case Reading.NotHere<V>() -> throw new NotHereException();
    };
  }

  /** Ends a scan whose partition goes away. */
  private static final class NotHereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotHereException() {
      super("the partition is not here", null, false, false);
    }
  }
}
