package dev.likeness.kit.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

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

  /** A key of the store and what stands under it. */
  public record Entry<V>(String key, V value) {}

  /** What stands under {@code key} in the active store of {@code partition}, committed or not. */
  public Reading<V> read(String key, int partition) {
    return read(
        partition,
        store -> {
          V value = store.get(key);
          return value == null ? new Reading.Absent<>() : new Reading.Value<>(value);
        });
  }

  /**
   * The first entries from {@code first} on and up to {@code last}, both included, in the order of
   * the keys' bytes; never {@link Reading.Absent}. Whoever goes on after the last of them sees the
   * store as it is then.
   *
   * @param most entries to read
   */
  public Reading<List<Entry<V>>> range(String first, String last, int most, int partition) {
    return read(
        partition,
        store -> {
          var entries = new ArrayList<Entry<V>>();
          try (var range = store.range(first, last)) {
            while (entries.size() < most && range.hasNext()) {
              var next = range.next();
              entries.add(new Entry<>(next.key, next.value));
            }
          }
          return new Reading.Value<>(entries);
        });
  }

  private <R> Reading<R> read(
      int partition, Function<ReadOnlyKeyValueStore<String, V>, Reading<R>> reading) {
    var parameters =
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
            .withPartition(partition);
    try {
      return reading.apply(streams.store(parameters));
    } catch (InvalidStateStoreException | IllegalStateException e) { // the second at a stop
      return new Reading.NotHere<>();
    }
  }
}
