package dev.likeness.ingest.photos;

import dev.likeness.kit.error.Refusal;

/** Gets photos from URLs that customers gave us. Thread safe; calls block, within a limit. */
public interface ImageFetcher {

  Fetched fetch(String url);

  /** What a fetch led to. */
  sealed interface Fetched {
    /** The body; it may be anything. */
    record Bytes(byte[] bytes) implements Fetched {}

    /**
     * The URL must not be called, or gave no photo within the limits.
     *
     * @param retryable whether it may give one a little later: the host did not answer, or was not
     *     well
     */
    record Failed(Refusal refusal, boolean retryable) implements Fetched {}
  }
}
