package dev.likeness.kit.kafka;

import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Reads a key-value store of a Streams application from outside its threads, on this instance.
 * Thread safe.
 *
 * <p>It uses the store itself (KIP-67), not a query object (KIP-796): on Kafka Streams 4.3.1 a
 * {@code KeyQuery} on a RocksDB store takes its locks in the opposite order of a write, and the two
 * deadlock (infra/adr/0006).
 *
 * @param streams that runs the store
 * @param name of the store; its keys are strings
 */
public record LocalStore<V>(KafkaStreams streams, String name) {

  /** What a read found. */
  public sealed interface Reading<V> {
    record Value<V>(V value) implements Reading<V> {}

    /** The store is here and does not have the key. */
    record Absent<V>() implements Reading<V> {}

    /** This instance does not have the partition, or is starting, moving or stopping. */
    record NotHere<V>() implements Reading<V> {}
  }

  /** What stands under {@code key} in the active store of {@code partition}, committed or not. */
  public Reading<V> read(String key, int partition) {
    var parameters =
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
            .withPartition(partition);
    try {
      V value = streams.store(parameters).get(key);
      return value == null ? new Reading.Absent<>() : new Reading.Value<>(value);
    } catch (InvalidStateStoreException | IllegalStateException e) { // the second at a stop
      return new Reading.NotHere<>();
    }
  }
}
