package dev.likeness.ingest.streams;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.ingest.scheduler.Stores;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The names and formats of the scheduler's stores, all on disk. Only the states have a changelog:
 * the others follow from them and are filled anew when a task starts (infra/adr/0041).
 */
final class SchedulerStores {
  /** Job id to state. */
  static final String JOBS = "jobs";

  /** {@link StoredTimers}. */
  static final String TIMERS = "timers";

  /** {@link StoredBacklog}. */
  static final String BACKLOG = "backlog";

  private SchedulerStores() {}

  static List<StoreBuilder<?>> builders(AvroSerdes serdes) {
    return List.of(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(JOBS),
            Serdes.String(),
            new JobStateSerde(serdes)),
        ordered(TIMERS),
        ordered(BACKLOG));
  }

  static StoredJobStates states(ProcessingContext context) {
    return new StoredJobStates(context.getStateStore(JOBS));
  }

  /** The stores of a task, as the scheduler's ports. */
  static Stores open(StoredJobStates states, ProcessingContext context) {
    return new Stores(
        states,
        new StoredTimers(context.getStateStore(TIMERS)),
        new StoredBacklog(context.getStateStore(BACKLOG), StoredBacklog.Kind.HELD),
        new StoredBacklog(context.getStateStore(BACKLOG), StoredBacklog.Kind.UNFETCHED));
  }

  /** An index. Keys are bytes in the order of their unsigned values. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> ordered(String name) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withLoggingDisabled();
  }
}
