package dev.likeness.kit.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which instance of a Streams application has a partition of a store, or a key of it. Thread
 * safe.
 *
 * <p>It does not let Kafka Streams compute the partition of a key: while partitions move from one
 * instance to another, Streams 4.4 with the protocol of KIP-1071 knows only of those that somebody
 * has, takes their number for the number of partitions, and gives a wrong one.
 */
public final class StoreOwners {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOwners.class);

  private final KafkaStreams streams;
  private final String store;
  private final HostInfo self;
  private final PartitionCount partitions;

  /** Where a partition is. */
  public sealed interface Owner {
    record Here(int partition) implements Owner {}

    record Peer(String host, int port, int partition) implements Owner {
      /** {@code host:port} */
      public String address() {
        return host + ":" + port;
      }
    }

    /** The application starts or moves. */
    record Unknown() implements Owner {}
  }

  /**
   * @param self {@code host:port} of this instance, as given to Kafka Streams
   * @param partitions of the topic whose keys the store has
   */
  public StoreOwners(KafkaStreams streams, String store, String self, PartitionCount partitions) {
    this.streams = streams;
    this.store = store;
    this.self = HostInfo.buildFromEndpoint(self);
    this.partitions = partitions;
  }

  /** How many partitions the store has, wherever they are; empty if that is not known yet. */
  public OptionalInt partitions() {
    return partitions.get();
  }

  /**
   * @param key of a record that went to its partition by the default way of producers
   */
  public Owner ownerOf(String key) {
    OptionalInt count = partitions.get();
    return count.isEmpty() ? new Owner.Unknown() : ownerOf(partition(key, count.getAsInt()));
  }

  @SuppressWarnings(
      "removal") // deprecated, and yet the one method of a partitioner that has to be there
  public Owner ownerOf(int partition) {
    try {
      StreamPartitioner<String, Object> given = (_, _, _, _) -> Optional.of(Set.of(partition));
      KeyQueryMetadata owner = streams.queryMetadataForKey(store, "", given);
      HostInfo host = owner.activeHost();
      if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE) || host.equals(HostInfo.unavailable())) {
        return new Owner.Unknown();
      }
      return host.equals(self)
          ? new Owner.Here(partition)
          : new Owner.Peer(host.host(), host.port(), partition);
    } catch (StreamsException | IllegalStateException e) { // starting, stopping or moving
      LOG.atDebug().addKeyValue("store", store).setCause(e).log("store cannot be asked");
      return new Owner.Unknown();
    }
  }

  private static int partition(String key, int count) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % count;
  }
}
