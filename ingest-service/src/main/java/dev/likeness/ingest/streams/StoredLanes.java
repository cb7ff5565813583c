package dev.likeness.ingest.streams;

import dev.likeness.ingest.scheduler.LaneProgress;
import dev.likeness.ingest.scheduler.Lanes;
import dev.likeness.schema.v1.Lane;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How far the lanes have come; also kept in memory, since every job asks for it.
 *
 * <pre>
 *   key    1 byte   lane
 *   value  8 bytes  ticket given last, big endian
 *          8 bytes  highest ticket released
 * </pre>
 */
final class StoredLanes implements Lanes {
  private static final LaneProgress NONE = new LaneProgress(0, 0);

  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Lane, LaneProgress> lanes = new EnumMap<>(Lane.class);

  StoredLanes(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (var all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        var value = ByteBuffer.wrap(entry.value);
        lanes.put(
            LaneCodes.lane(entry.key.get()[0]), new LaneProgress(value.getLong(), value.getLong()));
      }
    }
  }

  @Override
  public LaneProgress progress(Lane lane) {
    return lanes.getOrDefault(lane, NONE);
  }

  @Override
  public void put(Lane lane, LaneProgress progress) {
    byte[] value =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(progress.issued())
            .putLong(progress.turn())
            .array();
    store.put(Bytes.wrap(new byte[] {LaneCodes.code(lane)}), value);
    lanes.put(lane, progress);
  }
}
