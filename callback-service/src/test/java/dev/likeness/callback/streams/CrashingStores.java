package dev.likeness.callback.streams;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Stores of a fold in memory, of which a crash leaves, for each key, any value that it had since
 * the last commit: what is written reaches the disk and the changelog when it suits each of them. A
 * store without a changelog may be empty as well.
 */
final class CrashingStores {
  private final List<StoreBuilder<? extends KeyValueStore<String, ?>>> builders;
  private final Map<String, Map<String, List<Optional<Object>>>> sinceCommit = new HashMap<>();
  private final Map<String, KeyValueStore<String, Object>> open = new HashMap<>();

  /**
   * @param builders of stores in memory
   */
  CrashingStores(List<StoreBuilder<? extends KeyValueStore<String, ?>>> builders) {
    this.builders = List.copyOf(builders);
  }

  /** Opens them for a start, with what the crash before has left. */
  @SuppressWarnings("unchecked") // all values are objects, to those who only keep them
  void open(MockProcessorContext<?, ?> context, Random random) {
    for (var builder : builders) {
      var store =
          (KeyValueStore<String, Object>)
              builder.withCachingDisabled().withLoggingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      boolean isLost = isLocal(builder) && random.nextBoolean();
      Map<String, List<Optional<Object>>> values =
          isLost ? Map.of() : sinceCommit.getOrDefault(store.name(), Map.of());
      values.forEach(
          (key, some) -> some.get(random.nextInt(some.size())).ifPresent(v -> store.put(key, v)));
      context.addStateStore(store);
      open.put(store.name(), store);
    }
    sinceCommit.clear();
    written();
    committed();
  }

  /** To be called after each step of the fold. */
  void written() {
    open.forEach(
        (name, store) -> {
          var values = sinceCommit.computeIfAbsent(name, _ -> new TreeMap<>());
          var now = content(name);
          var keys = new HashSet<>(values.keySet());
          keys.addAll(now.keySet());
          for (String key : keys) {
            values
                .computeIfAbsent(key, _ -> new ArrayList<>(List.of(Optional.empty())))
                .add(Optional.ofNullable(now.get(key)));
          }
        });
  }

  void committed() {
    sinceCommit
        .values()
        .forEach(
            values -> values.replaceAll((_, some) -> new ArrayList<>(List.of(some.getLast()))));
  }

  /** What stands in a store now, in the order of its keys. */
  Map<String, Object> content(String name) {
    var content = new TreeMap<String, Object>();
    try (var all = requireNonNull(open.get(name)).all()) {
      all.forEachRemaining(entry -> content.put(entry.key, entry.value));
    }
    return content;
  }

  private static boolean isLocal(StoreBuilder<?> builder) {
    return builder.name().equals(DeliveryTopology.DUE);
  }
}
