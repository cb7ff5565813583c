package dev.likeness.callback.webhook;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an endpoint made of an attempt, as far as the next step depends on it.
 *
 * @param status empty if there was no answer
 * @param retryAfter the {@code Retry-After} header
 */
public record EndpointAnswer(OptionalInt status, Optional<String> retryAfter) {
  public static EndpointAnswer none() {
    return new EndpointAnswer(OptionalInt.empty(), Optional.empty());
  }

  public static EndpointAnswer of(int status) {
    return new EndpointAnswer(OptionalInt.of(status), Optional.empty());
  }
}
