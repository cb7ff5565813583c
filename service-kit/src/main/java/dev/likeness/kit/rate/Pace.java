package dev.likeness.kit.rate;

import java.time.Duration;

/**
 * How slowly a stranger may send or take something that occupies a place meanwhile. After {@code
 * grace}, the mean rate since the beginning counts, so that a pause is no fault.
 *
 * @param bytesPerSecond fewer than these are too slow
 * @param grace at the beginning, in which nothing is too slow
 * @param longest for the whole, however fast
 */
public record Pace(long bytesPerSecond, Duration grace, Duration longest) {

  /**
   * @param bytes sent or taken so far
   * @param elapsed since the first could have been
   */
  public boolean isTooSlow(long bytes, Duration elapsed) {
    if (elapsed.compareTo(longest) > 0) {
      return true;
    }
    return elapsed.compareTo(grace) > 0 && bytes < bytesPerSecond * elapsed.toSeconds();
  }
}
