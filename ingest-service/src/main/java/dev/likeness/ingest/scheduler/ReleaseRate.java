package dev.likeness.ingest.scheduler;

import java.time.Duration;
import java.time.Instant;

/**
 * How many jobs are released in a second, averaged over the last two minutes, or over the part of
 * them in which there were any. Counts in steps of ten seconds, so that it changes seldom and is
 * still when nothing moves. Not thread safe.
 */
final class ReleaseRate {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final int STEPS = 12;

  private final long[] released = new long[STEPS];
  private long latest;

  void released(Instant now) {
    moveTo(now);
    released[index(latest)]++;
  }

  double perSecond(Instant now) {
    moveTo(now);
    long sum = 0;
    long busy = 0;
    for (int back = 0; back < STEPS; back++) {
      long count = released[index(latest - back)];
      sum += count;
      busy = count > 0 ? back + 1 : busy;
    }
    return sum == 0 ? 0 : (double) sum / (busy * STEP.toSeconds());
  }

  /** Forgets what is too old; a clock that was set back changes nothing. */
  private void moveTo(Instant now) {
    long step = now.getEpochSecond() / STEP.toSeconds();
    for (long next = Math.max(latest + 1, step - STEPS + 1); next <= step; next++) {
      released[index(next)] = 0;
    }
    latest = Math.max(latest, step);
  }

  private static int index(long step) {
    return Math.floorMod(step, STEPS);
  }
}
