package dev.likeness.kit.kafka;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A context that counts what is written through it, and guards punctuators.
 *
 * @param guard what each punctuator becomes
 */
record GuardedContext<K, V>(
    ProcessorContext<K, V> context, Writes writes, UnaryOperator<Punctuator> guard)
    implements ProcessorContext<K, V> {

  @Override
  public <F extends K, G extends V> void forward(Record<F, G> record) {
    writes.add();
    context.forward(record);
  }

  @Override
  public <F extends K, G extends V> void forward(Record<F, G> record, String child) {
    writes.add();
    context.forward(record, child);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a key-value store, as asked
  public <S extends StateStore> S getStateStore(String name) {
    StateStore store = context.getStateStore(name);
    if (store instanceof KeyValueStore<?, ?> entries) {
      return (S) new CountedStore<>(entries, writes);
    }
    throw new IllegalArgumentException(name + " is no key-value store: nobody counts its writes");
  }

  @Override
  public Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator) {
    return context.schedule(interval, type, guard.apply(punctuator));
  }

  @Override
  public Cancellable schedule(
      Instant start, Duration interval, PunctuationType type, Punctuator punctuator) {
    return context.schedule(start, interval, type, guard.apply(punctuator));
  }

  @Override
  public String applicationId() {
    return context.applicationId();
  }

  @Override
  public TaskId taskId() {
    return context.taskId();
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return context.recordMetadata();
  }

  @Override
  public Serde<?> keySerde() {
    return context.keySerde();
  }

  @Override
  public Serde<?> valueSerde() {
    return context.valueSerde();
  }

  @Override
  public File stateDir() {
    return context.stateDir();
  }

  @Override
  public StreamsMetrics metrics() {
    return context.metrics();
  }

  @Override
  public void commit() {
    context.commit();
  }

  @Override
  public Map<String, Object> appConfigs() {
    return context.appConfigs();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    return context.appConfigsWithPrefix(prefix);
  }

  @Override
  public long currentSystemTimeMs() {
    return context.currentSystemTimeMs();
  }

  @Override
  public long currentStreamTimeMs() {
    return context.currentStreamTimeMs();
  }
}
