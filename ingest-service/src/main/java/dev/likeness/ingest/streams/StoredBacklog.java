package dev.likeness.ingest.streams;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Backlog;
import dev.likeness.ingest.scheduler.Place;
import dev.likeness.schema.v1.Lane;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Held jobs by lane, account and age. Finding the first job of each account takes one look-up per
 * account, however many jobs it has waiting.
 *
 * <pre>
 *   key    1 byte   lane
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

  private final KeyValueStore<Bytes, byte[]> store;
  private long size;

  StoredBacklog(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (var all = store.all()) {
      while (all.hasNext()) {
        all.next();
        size++;
      }
    }
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
    size++;
  }

  @Override
  public void remove(Place place) {
    if (store.delete(key(place)) != null) {
      size--;
    }
  }

  @Override
  public List<Waiting> heads(Lane lane) {
    List<Waiting> heads = new ArrayList<>();
    byte code = code(lane);
    var end = Bytes.wrap(new byte[] {(byte) (code + 1)});
    var head = first(lane, Bytes.wrap(new byte[] {code}), end);
    while (head.isPresent()) {
      heads.add(head.get());
      head = first(lane, after(code, head.get().place().account()), end);
    }
    return heads;
  }

  @Override
  public long size() {
    return size;
  }

  private Optional<Waiting> first(Lane lane, Bytes from, Bytes to) {
    try (var range = store.range(from, to)) {
      if (!range.hasNext()) {
        return Optional.empty();
      }
      var entry = range.next();
      return Optional.of(waiting(lane, entry.key.get(), ByteBuffer.wrap(entry.value)));
    }
  }

  private static Waiting waiting(Lane lane, byte[] key, ByteBuffer value) {
    int accountEnds = key.length - Long.BYTES - 1;
    var account = new String(Arrays.copyOfRange(key, 1, accountEnds), UTF_8);
    long sequence = ByteBuffer.wrap(key, accountEnds + 1, Long.BYTES).getLong();
    var since = Instant.ofEpochMilli(value.getLong());
    var job = new JobId(US_ASCII.decode(value).toString());
    return new Waiting(new Place(lane, account, sequence), job, since);
  }

  private static Bytes key(Place place) {
    byte[] account = place.account().getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + account.length + 1 + Long.BYTES)
            .put(code(place.lane()))
            .put(account)
            .put(END_OF_ACCOUNT)
            .putLong(place.sequence())
            .array());
  }

  /** Sorts after all jobs of the account and before those of any other that follows it. */
  private static Bytes after(byte lane, String account) {
    byte[] name = account.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + name.length + 1).put(lane).put(name).put(AFTER_ACCOUNT).array());
  }

  /** Part of the stored format: never changes. */
  private static byte code(Lane lane) {
    return switch (lane) {
      case INTERACTIVE -> 1;
      case STANDARD -> 2;
      case BATCH -> 3;
      case TRAINING -> 4;
    };
  }
}
