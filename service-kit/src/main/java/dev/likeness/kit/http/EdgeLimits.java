package dev.likeness.kit.http;

import java.time.Duration;

/**
 * What strangers may occupy of a server before anything is known of them.
 *
 * @param connections at a time, over all ports
 * @param unreadBytes of a body that are read and thrown away after a refusal
 * @param unreadTime that this may take
 */
public record EdgeLimits(int connections, long unreadBytes, Duration unreadTime) {
  /** Enough for a body of the largest size that is accepted anywhere, and some more. */
  private static final long USUAL_UNREAD_BYTES = 80L << 20;

  public static EdgeLimits usual() {
    return new EdgeLimits(10_000, USUAL_UNREAD_BYTES, Duration.ofSeconds(30));
  }
}
