package dev.likeness.callback.streams;

import dev.likeness.kit.kafka.RecordProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A task of a fold, on one thread, with a clock of its own, that can crash between any two steps.
 * Of what it forwards since the last commit a crash keeps any part.
 *
 * @param <V> what the processor reads
 * @param <K> keys of what it forwards
 * @param <W> what it forwards
 */
final class CrashingTask<V extends SpecificRecord, K, W> {
  private final Supplier<RecordProcessor<String, V, K, W>> processors;
  private final ReadTopics topics;
  private final CrashingStores stores;
  private final Random random;
  private final List<Record<? extends K, ? extends W>> stored = new ArrayList<>();
  private final List<Record<? extends K, ? extends W>> underWay = new ArrayList<>();
  private MockProcessorContext<K, W> context = new MockProcessorContext<>();
  private RecordProcessor<String, V, K, W> processor;
  private long now;

  CrashingTask(
      Supplier<RecordProcessor<String, V, K, W>> processors,
      ReadTopics topics,
      List<StoreBuilder<? extends KeyValueStore<String, ?>>> builders,
      Random random,
      long now) {
    this.processors = processors;
    this.topics = topics;
    this.stores = new CrashingStores(builders);
    this.random = random;
    this.now = now;
    this.processor = processors.get();
    start();
  }

  /** Takes the next record, if there is one. */
  @SuppressWarnings("unchecked") // the topics are the processor's
  boolean step() {
    var record = topics.take(random, context);
    record.ifPresent(next -> processor.process((Record<String, V>) (Record<?, ?>) next));
    written();
    return record.isPresent();
  }

  /** Lets time pass, and calls those who wait for it. */
  void pass(long millis) {
    now += millis;
    context.setCurrentSystemTimeMs(now);
    for (CapturedPunctuator punctuator : context.scheduledPunctuators()) {
      punctuator.getPunctuator().punctuate(now);
    }
    written();
  }

  void commit() {
    stored.addAll(underWay);
    underWay.clear();
    stores.committed();
    topics.commit();
  }

  void crash() {
    for (var record : underWay) {
      if (random.nextBoolean()) {
        stored.add(record);
      }
    }
    underWay.clear();
    topics.crash();
    start();
  }

  CrashingStores stores() {
    return stores;
  }

  /** What others can read for good. */
  List<Record<? extends K, ? extends W>> stored() {
    return List.copyOf(stored);
  }

  long now() {
    return now;
  }

  private void start() {
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(now);
    stores.open(context, random);
    processor = processors.get();
    processor.init(
        context,
        (_, part) -> {
          part.run();
          return true;
        });
  }

  private void written() {
    context.forwarded().forEach(forward -> underWay.add(forward.record()));
    context.resetForwards();
    stores.written();
  }
}
