package dev.likeness.callback.streams;

import dev.likeness.callback.query.ListingStores;
import dev.likeness.callback.query.PartitionScan;
import dev.likeness.callback.query.PartitionScan.IndexEntry;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the view's index of this instance, and the jobs that it names. Thread safe. */
public final class LocalListings implements ListingStores {
  private static final Logger LOG = LoggerFactory.getLogger(LocalListings.class);

  private final KafkaStreams streams;
  private final LocalStore<String> index;
  private final LocalStore<JobSnapshot> jobs;
  private final HostInfo self;
  private final StoreFreshness freshness;
  private final PartitionScan scan = PartitionScan.usual();

  /**
   * @param self {@code host:port} of this instance, as given to Kafka Streams
   */
  public LocalListings(KafkaStreams streams, String self, StoreFreshness freshness) {
    this.streams = streams;
    this.index = new LocalStore<>(streams, ViewTopology.LISTINGS);
    this.jobs = new LocalStore<>(streams, ViewTopology.JOBS);
    this.self = HostInfo.buildFromEndpoint(self);
    this.freshness = freshness;
  }

  @Override
  public Optional<Places> places() {
    try {
      var here = new ArrayList<Integer>();
      var elsewhere = new HashMap<String, List<Integer>>();
      var partitions = new AtomicInteger(1); // the first answer tells how many there are
      for (int partition = 0; partition < partitions.get(); partition++) {
        KeyQueryMetadata owner = ownerOf(partition, partitions);
        if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
          return Optional.empty();
        }
        HostInfo host = owner.activeHost();
        var places =
            host.equals(self)
                ? here
                : elsewhere.computeIfAbsent(
                    host.host() + ":" + host.port(), _ -> new ArrayList<>());
        places.add(partition);
      }
      return Optional.of(new Places(here, elsewhere));
    } catch (StreamsException | IllegalStateException e) {
      LOG.atDebug().setCause(e).log("places of partitions are not known");
      return Optional.empty();
    }
  }

  @SuppressWarnings(
      "removal") // deprecated, and yet the one method of a partitioner that has to be there
  private KeyQueryMetadata ownerOf(int partition, AtomicInteger partitions) {
    return streams.queryMetadataForKey(
        ViewTopology.LISTINGS,
        "",
        (_, _, _, count) -> {
          partitions.set(count);
          return Optional.of(Set.of(partition));
        });
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
