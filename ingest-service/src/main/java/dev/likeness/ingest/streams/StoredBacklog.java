package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Backlog;
import dev.likeness.ingest.scheduler.Place;
import dev.likeness.schema.v1.Lane;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Waiting jobs by lane, account and age: those that are held back, or those whose photos are to be
 * fetched. Both are in one store. The first job of each account is also kept in memory: a queue in
 * a store leaves its deleted begin behind, and looking for the head from there would take longer
 * with every job taken.
 *
 * <pre>
 *   key    1 byte   lane, and 16 more where photos are to be fetched
 *          n bytes  account in UTF-8; accounts have no character below the hyphen
 *          1 byte   0
 *          8 bytes  sequence, big endian
 *   value  8 bytes  when the job was accepted, in milliseconds since 1970
 *         32 bytes  job id
 * </pre>
 */
final class StoredBacklog implements Backlog {
  private static final byte END_OF_ACCOUNT = 0;
  private static final byte AFTER_ACCOUNT = 1;

  /** What the jobs wait for. */
  enum Kind {
    HELD(0),
    UNFETCHED(16);

    /** Part of the stored format: never changes. */
    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private boolean has(byte first) {
      return (first & UNFETCHED.code) == code;
    }
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final Kind kind;
  private final Map<Lane, SortedMap<String, Waiting>> heads = new EnumMap<>(Lane.class);
  private final Map<Lane, Long> sizes = new EnumMap<>(Lane.class);

  StoredBacklog(KeyValueStore<Bytes, byte[]> store, Kind kind) {
    this.store = store;
    this.kind = kind;
    for (Lane lane : Lane.values()) {
      heads.put(lane, new TreeMap<>());
    }
  }

  @Override
  public void clear() {
    try (var all = store.all()) {
      while (all.hasNext()) {
        var key = all.next().key;
        if (kind.has(key.get()[0])) {
          store.delete(key);
        }
      }
    }
    heads.values().forEach(Map::clear);
    sizes.clear();
  }

  @Override
  public void add(Waiting waiting) {
    byte[] id = waiting.job().value().getBytes(US_ASCII);
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + id.length)
            .putLong(waiting.since().toEpochMilli())
            .put(id)
            .array();
    store.put(key(waiting.place()), value);
    offerHead(waiting);
    count(waiting.place().lane(), 1);
  }

  @Override
  public void remove(Place place) {
    if (store.delete(key(place)) == null) {
      return;
    }
    count(place.lane(), -1);
    var ofLane = headsOf(place.lane());
    Waiting head = ofLane.get(place.account());
    if (head != null && head.place().equals(place)) {
      ofLane.remove(place.account());
      firstAfter(place).ifPresent(this::offerHead);
    }
  }

  @Override
  public List<Waiting> heads(Lane lane) {
    return List.copyOf(headsOf(lane).values());
  }

  @Override
  public long size(Lane lane) {
    return sizes.getOrDefault(lane, 0L);
  }

  private void count(Lane lane, long change) {
    sizes.merge(lane, change, Long::sum);
  }

  private void offerHead(Waiting waiting) {
    headsOf(waiting.place().lane())
        .merge(
            waiting.place().account(),
            waiting,
            (head, other) -> head.place().sequence() <= other.place().sequence() ? head : other);
  }

  private SortedMap<String, Waiting> headsOf(Lane lane) {
    return Objects.requireNonNull(heads.get(lane));
  }

  /** The next job of the same lane and account. */
  private Optional<Waiting> firstAfter(Place place) {
    try (var range = store.range(key(place), endOfAccount(place))) {
      if (!range.hasNext()) {
        return Optional.empty();
      }
      var entry = range.next();
      return Optional.of(waiting(entry.key.get(), ByteBuffer.wrap(entry.value)));
    }
  }

  private Waiting waiting(byte[] key, ByteBuffer value) {
    int accountEnds = key.length - Long.BYTES - 1;
    var account = new String(Arrays.copyOfRange(key, 1, accountEnds), UTF_8);
    long sequence = ByteBuffer.wrap(key, accountEnds + 1, Long.BYTES).getLong();
    var since = Instant.ofEpochMilli(value.getLong());
    var job = new JobId(US_ASCII.decode(value).toString());
    return new Waiting(
        new Place(LaneCodes.lane((byte) (key[0] - kind.code)), account, sequence), job, since);
  }

  private Bytes key(Place place) {
    byte[] account = place.account().getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + account.length + 1 + Long.BYTES)
            .put((byte) (LaneCodes.code(place.lane()) + kind.code))
            .put(account)
            .put(END_OF_ACCOUNT)
            .putLong(place.sequence())
            .array());
  }

  /** Sorts after all jobs of the account and before those of any other that follows it. */
  private Bytes endOfAccount(Place place) {
    byte[] account = place.account().getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + account.length + 1)
            .put((byte) (LaneCodes.code(place.lane()) + kind.code))
            .put(account)
            .put(AFTER_ACCOUNT)
            .array());
  }
}
