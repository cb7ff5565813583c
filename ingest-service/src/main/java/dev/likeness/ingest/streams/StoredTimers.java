package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Timers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Timers in the order in which they are due.
 *
 * <pre>
 *   key    8 bytes  milliseconds since 1970, big endian
 *         32 bytes  job id
 *   value  1 byte   not used
 * </pre>
 */
final class StoredTimers implements Timers {
  private static final byte[] SET = {1};

  private final KeyValueStore<Bytes, byte[]> store;

  /**
   * No timer is set for an earlier instant. A scan that begins here need not pass everything that
   * was deleted since the store was last compacted.
   */
  private Instant earliest = Instant.EPOCH;

  StoredTimers(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public void set(Timer timer) {
    store.put(key(timer), SET);
    if (timer.at().isBefore(earliest)) {
      earliest = timer.at();
    }
  }

  @Override
  public void clear(Timer timer) {
    store.delete(key(timer));
  }

  @Override
  public void clear() {
    try (var all = store.all()) {
      all.forEachRemaining(entry -> store.delete(entry.key));
    }
  }

  @Override
  public List<Timer> due(Instant now, int limit) {
    List<Timer> due = new ArrayList<>();
    if (earliest.isAfter(now)) {
      return due;
    }
    Instant after = now.plusMillis(1); // its bare bytes sort before all keys that begin with them
    try (var range = store.range(at(earliest), at(after))) {
      while (range.hasNext() && due.size() < limit) {
        due.add(timer(range.next().key));
      }
    }
    earliest = due.isEmpty() ? after : due.getFirst().at();
    return due;
  }

  private static Bytes at(Instant instant) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(instant.toEpochMilli()).array());
  }

  private static Bytes key(Timer timer) {
    byte[] id = timer.job().value().getBytes(US_ASCII);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + id.length)
            .putLong(timer.at().toEpochMilli())
            .put(id)
            .array());
  }

  private static Timer timer(Bytes key) {
    var buffer = ByteBuffer.wrap(key.get());
    var at = Instant.ofEpochMilli(buffer.getLong());
    return new Timer(at, new JobId(US_ASCII.decode(buffer).toString()));
  }
}
