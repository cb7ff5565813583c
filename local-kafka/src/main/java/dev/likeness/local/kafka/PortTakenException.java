package dev.likeness.local.kafka;

/** Somebody else listens on a port that was chosen: with another one the same start may succeed. */
public final class PortTakenException extends LocalKafkaException {

  PortTakenException(String message) {
    super(message);
  }
}
