package dev.likeness.local.kafka;

import org.jspecify.annotations.Nullable;

/**
 * The local broker or registry could not be started. The message says which, and what to look at.
 */
public sealed class LocalKafkaException extends RuntimeException permits PortTakenException {

  LocalKafkaException(String message) {
    this(message, null);
  }

  LocalKafkaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
