package dev.likeness.ingest.images;

import dev.likeness.ingest.intake.UrlPolicy;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.CustomerUrls;
import java.util.Optional;

/** The kit's rules for customers' URLs, as refusals. Thread safe. */
public final class CheckedUrls implements UrlPolicy {
  private final CustomerUrls urls;

  public CheckedUrls(CustomerUrls urls) {
    this.urls = urls;
  }

  @Override
  public Optional<Refusal> objectionTo(String what, String url) {
    return urls.objectionTo(url)
        .map(objection -> Refusal.of(objection.code(), what + " " + objection.predicate() + "."));
  }
}
