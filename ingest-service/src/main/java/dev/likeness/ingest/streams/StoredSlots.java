package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Slots;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The slots that are taken: never more than the windows, so they are counted in memory.
 *
 * <pre>
 *   key   32 bytes  job id
 *   value  1 byte   1 released, 2 running, 3 photos are fetched
 *          n bytes  account in UTF-8, of the last kind only
 * </pre>
 */
final class StoredSlots implements Slots {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Use, Integer> taken = new EnumMap<>(Use.class);
  private final Map<String, Integer> fetching = new HashMap<>();

  StoredSlots(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (var all = store.all()) {
      while (all.hasNext()) {
        count(all.next().value, 1);
      }
    }
  }

  @Override
  public void take(JobId job, Use use, String account) {
    byte[] value = value(use, account);
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

  @Override
  public int fetching(String account) {
    return fetching.getOrDefault(account, 0);
  }

  private void count(byte @Nullable [] value, int change) {
    if (value == null) {
      return;
    }
    for (Use use : Use.values()) {
      if (value[0] == code(use)) {
        taken.merge(use, change, Integer::sum);
      }
    }
    if (value[0] == code(Use.FETCHING)) {
      var account = new String(value, 1, value.length - 1, UTF_8);
      fetching.merge(account, change, Integer::sum);
      fetching.remove(account, 0); // any number of accounts may come by
    }
  }

  private static byte[] value(Use use, String account) {
    byte[] name = use == Use.FETCHING ? account.getBytes(UTF_8) : new byte[0];
    return ByteBuffer.allocate(1 + name.length).put(code(use)).put(name).array();
  }

  private static Bytes key(JobId job) {
    return Bytes.wrap(job.value().getBytes(US_ASCII));
  }

  private static byte code(Use use) {
    return switch (use) {
      case RELEASED -> 1;
      case RUNNING -> 2;
      case FETCHING -> 3;
    };
  }
}
