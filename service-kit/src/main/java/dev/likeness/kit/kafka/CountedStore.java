package dev.likeness.kit.kafka;

import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a processor sees of a store: its writes are counted before they are made. The store's life
 * is Kafka Streams' matter.
 */
record CountedStore<K, V>(KeyValueStore<K, V> store, Writes writes) implements KeyValueStore<K, V> {

  @Override
  public void put(K key, @Nullable V value) {
    writes.add();
    store.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, @Nullable V value) {
    writes.add();
    return store.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    writes.add();
    store.putAll(entries);
  }

  @Override
  public @Nullable V delete(K key) {
    writes.add();
    return store.delete(key);
  }

  @Override
  public @Nullable V get(K key) {
    return store.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return store.range(from, to);
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
    return store.reverseRange(from, to);
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return store.all();
  }

  @Override
  public KeyValueIterator<K, V> reverseAll() {
    return store.reverseAll();
  }

  @Override
  public <P extends Serializer<Q>, Q> KeyValueIterator<K, V> prefixScan(Q prefix, P serializer) {
    return store.prefixScan(prefix, serializer);
  }

  @Override
  public long approximateNumEntries() {
    return store.approximateNumEntries();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("a processor does not open stores");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("a processor does not close stores");
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }
}
