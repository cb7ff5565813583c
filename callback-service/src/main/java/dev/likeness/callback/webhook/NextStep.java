package dev.likeness.callback.webhook;

import java.time.Instant;

/** What follows from an attempt. */
public sealed interface NextStep {
  record Delivered() implements NextStep {}

  record RetryAt(Instant at) implements NextStep {}

  record GivenUp() implements NextStep {}
}
