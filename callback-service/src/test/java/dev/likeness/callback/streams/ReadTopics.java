package dev.likeness.callback.streams;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One partition of some topics as a task reads them: what is there already in the order of its
 * times (KIP-695), what comes while it reads in any order that keeps each topic's own. After a
 * crash it begins at the last commit.
 */
final class ReadTopics {
  private final Map<String, List<Record<String, SpecificRecord>>> topics = new HashMap<>();
  private final Map<String, Integer> next = new HashMap<>();
  private final Map<String, Integer> committed = new HashMap<>();
  private final Map<String, Integer> read = new HashMap<>();
  private final boolean inOrder;

  /**
   * @param inOrder whether what comes is read in the order of its times too
   */
  ReadTopics(boolean inOrder) {
    this.inOrder = inOrder;
  }

  void add(String topic, String key, SpecificRecord value, long time) {
    topics.computeIfAbsent(topic, _ -> new ArrayList<>()).add(new Record<>(key, value, time));
  }

  boolean has(String topic) {
    return topics.containsKey(topic);
  }

  /** The next record, whose place the context tells. */
  Optional<Record<String, SpecificRecord>> take(Random random, MockProcessorContext<?, ?> context) {
    List<String> left = topics.keySet().stream().filter(this::hasMore).sorted().toList();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    boolean isBehind = left.stream().anyMatch(topic -> at(topic, next) < at(topic, read));
    String topic =
        inOrder || isBehind
            ? left.stream().min(Comparator.comparingLong(some -> upcoming(some).timestamp())).get()
            : left.get(random.nextInt(left.size()));
    Record<String, SpecificRecord> record = upcoming(topic);
    int offset = at(topic, next);
    context.setRecordMetadata(topic, 0, offset);
    next.put(topic, offset + 1);
    read.merge(topic, offset + 1, Math::max);
    return Optional.of(record);
  }

  void commit() {
    committed.putAll(next);
  }

  void crash() {
    next.clear();
    next.putAll(committed);
  }

  private boolean hasMore(String topic) {
    return at(topic, next) < recordsOf(topic).size();
  }

  private Record<String, SpecificRecord> upcoming(String topic) {
    return recordsOf(topic).get(at(topic, next));
  }

  private List<Record<String, SpecificRecord>> recordsOf(String topic) {
    return topics.getOrDefault(topic, List.of());
  }

  private static int at(String topic, Map<String, Integer> places) {
    return places.getOrDefault(topic, 0);
  }
}
