package dev.likeness.kit.blob;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where photos live: records only refer to it (claim check). Keys are relative paths of {@code
 * [A-Za-z0-9._-]} segments separated by slashes. Thread safe.
 *
 * <p>Every method throws {@link BlobStoreException} when the store does not answer: another try may
 * succeed. A malformed key is an {@link IllegalArgumentException}.
 */
public interface BlobStore {
  /**
   * Stores {@code content}; when this returns it is durable. Replaces what was there, never leaving
   * half of it visible.
   */
  void put(String key, byte[] content);

  Optional<byte[]> read(String key);

  /** As {@link #read}, for what need not be in memory at once. */
  Optional<BlobStream> open(String key);

  boolean exists(String key);

  /** Removes what is there, if anything. */
  void delete(String key);

  /**
   * Removes every blob whose key begins with {@code parent} and a slash. What is stored there
   * meanwhile may stay.
   */
  default void deleteAllUnder(String parent) {
    deleteAllUnder(parent, Instant.MAX);
  }

  /**
   * Removes those of them that were stored before {@code storedBefore}, and what a crash left half
   * stored before then.
   */
  void deleteAllUnder(String parent, Instant storedBefore);

  /**
   * How many bytes the blobs have whose keys begin with {@code parent} and a slash, by the segment
   * that follows. Looks at every one of them: for background work.
   */
  Map<String, Long> bytesUnder(String parent);
}
