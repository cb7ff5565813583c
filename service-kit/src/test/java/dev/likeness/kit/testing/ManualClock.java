package dev.likeness.kit.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told to. Thread safe. */
public final class ManualClock implements InstantSource {
  private Instant now;

  public ManualClock() {
    this(Instant.parse("2026-11-20T10:00:00Z"));
  }

  public ManualClock(Instant begin) {
    this.now = begin;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
