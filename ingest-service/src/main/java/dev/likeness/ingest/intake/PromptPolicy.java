package dev.likeness.ingest.intake;

import java.util.Optional;

/**
 * What may not be asked for. Thread safe; takes a time that grows with the prompt only linearly.
 */
public interface PromptPolicy {
  /** Allows everything. */
  PromptPolicy NONE = _ -> Optional.empty();

  /** A sentence for the customer about why {@code prompt} is refused; empty if it is not. */
  Optional<String> objectionTo(String prompt);
}
