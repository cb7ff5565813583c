package dev.likeness.ingest.intake;

import dev.likeness.kit.error.Refusal;

/** Gets photos from URLs that customers gave us. Thread safe; calls block, within a limit. */
public interface ImageFetcher {

  Fetched fetch(String url);

  /** What a fetch led to. */
  sealed interface Fetched {
    /** The body; it may be anything. */
    record Bytes(byte[] bytes) implements Fetched {}

    /** The URL must not be called, or gave no photo within the limits. */
    record Failed(Refusal refusal) implements Fetched {}
  }
}
