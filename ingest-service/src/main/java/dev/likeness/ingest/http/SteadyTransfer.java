package dev.likeness.ingest.http;

import dev.likeness.kit.rate.Pace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Sends content to a client that has to take it at a certain pace: a thread is its while it does.
 */
final class SteadyTransfer {
  private static final Pace PACE = new Pace(4_096, Duration.ofSeconds(10), Duration.ofMinutes(30));
  private static final int BUFFER = 64 * 1024;

  private SteadyTransfer() {}

  /**
   * @throws IOException also if the client is too slow, which ends the connection
   */
  static void send(InputStream content, long bytes, OutputStream client) throws IOException {
    long begin = System.nanoTime();
    var buffer = new byte[BUFFER];
    long sent = 0;
    while (sent < bytes) {
      int count = content.read(buffer, 0, (int) Math.min(buffer.length, bytes - sent));
      if (count < 0) {
        throw new EOFException("the file became shorter");
      }
      client.write(buffer, 0, count);
      sent += count;
      if (PACE.isTooSlow(sent, Duration.ofNanos(System.nanoTime() - begin))) {
        throw new IOException("the client takes the file too slowly");
      }
    }
  }
}
