package dev.likeness.kit.testing;

import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.blob.BlobStream;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Blobs in memory; can be out of order. Thread safe. */
public final class InMemoryBlobStore implements BlobStore {
  private record Blob(byte[] content, Instant storedAt) {}

  private final Map<String, Blob> blobs = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean broken;

  public InMemoryBlobStore() {
    this(InstantSource.system());
  }

  /**
   * @param clock says when a blob is stored
   */
  public InMemoryBlobStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void put(String key, byte[] content) {
    check(key);
    blobs.put(key, new Blob(content.clone(), clock.instant()));
  }

  @Override
  public Optional<byte[]> read(String key) {
    check(key);
    return Optional.ofNullable(blobs.get(key)).map(blob -> blob.content().clone());
  }

  @Override
  public Optional<BlobStream> open(String key) {
    return read(key).map(bytes -> new BlobStream(bytes.length, new ByteArrayInputStream(bytes)));
  }

  @Override
  public boolean exists(String key) {
    check(key);
    return blobs.containsKey(key);
  }

  @Override
  public void delete(String key) {
    check(key);
    blobs.remove(key);
  }

  @Override
  public void deleteAllUnder(String parent, Instant storedBefore) {
    check(parent);
    blobs
        .entrySet()
        .removeIf(
            blob ->
                blob.getKey().startsWith(parent + "/")
                    && blob.getValue().storedAt().isBefore(storedBefore));
  }

  @Override
  public Map<String, Long> bytesUnder(String parent) {
    check(parent);
    var sums = new HashMap<String, Long>();
    blobs.forEach(
        (key, blob) -> {
          if (key.startsWith(parent + "/")) {
            String child = key.substring(parent.length() + 1).split("/", 2)[0];
            sums.merge(child, (long) blob.content().length, Math::addExact);
          }
        });
    return sums;
  }

  /** The keys of everything that is stored. */
  public Set<String> keys() {
    return Set.copyOf(blobs.keySet());
  }

  /** From now on it does not answer. */
  public void breakDown() {
    broken = true;
  }

  /** How often it was asked while it was out of order. */
  public int refusals() {
    return refusals.get();
  }

  /** From now on it answers again. */
  public void mend() {
    broken = false;
  }

  private void check(String key) {
    BlobKeys.checked(key);
    if (broken) {
      refusals.incrementAndGet();
      throw new BlobStoreException("out of order", new IllegalStateException());
    }
  }
}
