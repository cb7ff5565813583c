package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.kit.error.Refusal;
import java.util.Map;

/** A web of a few photos; every other URL leads nowhere. */
public record ImagesByUrl(Map<String, byte[]> images) implements ImageFetcher {
  @Override
  public Fetched fetch(String url) {
    byte[] bytes = images.get(url);
    return bytes == null
        ? new Fetched.Failed(Refusal.of(FailureCode.IMAGE_UNREACHABLE, "Nothing is there."), false)
        : new Fetched.Bytes(bytes);
  }
}
