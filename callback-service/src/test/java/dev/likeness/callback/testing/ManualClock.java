package dev.likeness.callback.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told. Thread safe. */
public final class ManualClock implements InstantSource {
  private volatile Instant now;

  public ManualClock(Instant begin) {
    this.now = begin;
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
