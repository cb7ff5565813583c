package dev.likeness.local.kafka;

import org.jspecify.annotations.Nullable;

/**
 * The local broker or registry could not be started. The message says which, and what to look at.
 */
public final class LocalKafkaException extends RuntimeException {

  LocalKafkaException(String message) {
    this(message, null);
  }

  LocalKafkaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
