package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Slots;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The slots that are taken: never more than the release window, so they are counted in memory.
 *
 * <pre>
 *   key   32 bytes  job id
 *   value  1 byte   1 released, 2 running
 * </pre>
 */
final class StoredSlots implements Slots {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Use, Integer> taken = new EnumMap<>(Use.class);

  StoredSlots(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (var all = store.all()) {
      while (all.hasNext()) {
        count(all.next().value, 1);
      }
    }
  }

  @Override
  public void take(JobId job, Use use) {
    byte[] value = {code(use)};
    count(store.get(key(job)), -1);
    store.put(key(job), value);
    count(value, 1);
  }

  @Override
  public void free(JobId job) {
    count(store.delete(key(job)), -1);
  }

  @Override
  public int taken(Use use) {
    return taken.getOrDefault(use, 0);
  }

  private void count(byte @Nullable [] value, int change) {
    for (Use use : Use.values()) {
      if (value != null && value[0] == code(use)) {
        taken.merge(use, change, Integer::sum);
      }
    }
  }

  private static Bytes key(JobId job) {
    return Bytes.wrap(job.value().getBytes(US_ASCII));
  }

  private static byte code(Use use) {
    return switch (use) {
      case RELEASED -> 1;
      case RUNNING -> 2;
    };
  }
}
