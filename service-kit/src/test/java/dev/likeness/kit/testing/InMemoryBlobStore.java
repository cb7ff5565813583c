package dev.likeness.kit.testing;

import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.blob.BlobStream;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in memory; can be out of order. Thread safe. */
public final class InMemoryBlobStore implements BlobStore {
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private volatile boolean broken;

  @Override
  public void put(String key, byte[] content) {
    check(key);
    blobs.put(key, content.clone());
  }

  @Override
  public Optional<byte[]> read(String key) {
    check(key);
    return Optional.ofNullable(blobs.get(key)).map(byte[]::clone);
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
  public void deleteAllUnder(String parent) {
    check(parent);
    blobs.keySet().removeIf(key -> key.startsWith(parent + "/"));
  }

  /** The keys of everything that is stored. */
  public Set<String> keys() {
    return Set.copyOf(blobs.keySet());
  }

  /** From now on it does not answer. */
  public void breakDown() {
    broken = true;
  }

  private void check(String key) {
    BlobKeys.checked(key);
    if (broken) {
      throw new BlobStoreException("out of order", new IllegalStateException());
    }
  }
}
