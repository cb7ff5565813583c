package dev.likeness.worker.model;

import java.util.Optional;

/** Says what keeps a caller from using a model, or nothing if it can use it. */
@FunctionalInterface
public interface SignatureCheck {
  /** What was expected and what the model has instead, one line per difference. */
  Optional<String> difference(ModelSignature actual);
}
