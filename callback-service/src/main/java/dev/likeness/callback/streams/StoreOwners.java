package dev.likeness.callback.streams;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which instance has a key of a store. Thread safe.
 *
 * @param self this instance, as given to Kafka Streams
 */
record StoreOwners(KafkaStreams streams, String store, HostInfo self) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOwners.class);

  /** Where a key is. */
  sealed interface Owner {
    record Here(int partition) implements Owner {}

    /**
     * @param peer {@code host:port}
     */
    record Peer(String peer, int partition) implements Owner {}

    /** The application starts or moves. */
    record Unknown() implements Owner {}
  }

  /**
   * @param self {@code host:port}
   */
  static StoreOwners of(KafkaStreams streams, String store, String self) {
    return new StoreOwners(streams, store, HostInfo.buildFromEndpoint(self));
  }

  Owner ownerOf(String key) {
    try {
      KeyQueryMetadata owner = streams.queryMetadataForKey(store, key, new StringSerializer());
      if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
        return new Owner.Unknown();
      }
      HostInfo host = owner.activeHost();
      return host.equals(self)
          ? new Owner.Here(owner.partition())
          : new Owner.Peer(host.host() + ":" + host.port(), owner.partition());
    } catch (StreamsException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("store", store).setCause(e).log("store cannot be asked");
      return new Owner.Unknown();
    }
  }
}
