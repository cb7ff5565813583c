package dev.likeness.ingest.intake;

import dev.likeness.kit.error.Refusal;
import java.util.Optional;

/** Which URLs a customer may give us. Thread safe; asks nobody, so it answers at once. */
public interface UrlPolicy {
  /**
   * Why {@code url} is not accepted; empty if it is.
   *
   * @param what names the URL in the refusal's sentence, for example {@code callback_url}
   */
  Optional<Refusal> objectionTo(String what, String url);
}
