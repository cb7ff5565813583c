package dev.likeness.contract.wire;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry gave no usable answer: nothing is wrong with the record, another try may succeed.
 */
public final class RegistryUnavailableException extends SerializationException {
  private static final long serialVersionUID = 1;

  RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
