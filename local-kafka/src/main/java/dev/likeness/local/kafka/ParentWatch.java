package dev.likeness.local.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Ends this process when the process that started it ends, however that one ended.
 *
 * <p>The parent keeps the other end of our standard input open and never writes. The system closes
 * it with the parent, even on {@code kill -9}, when no hook of the parent could have stopped us.
 */
final class ParentWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ParentWatch() {}

  /** Starts a daemon thread that waits for the end of standard input, then exits the JVM. */
  static void exitWhenParentEnds() {
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> watch(System.in));
  }

  private static void watch(InputStream input) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // An unreadable input tells the same: nobody is there.
    }
    exit(0);
  }

  /** Ends this process: with its hooks where they end in time, else without. Does not return. */
  static void exit(int status) {
    Thread orderly = Thread.ofPlatform().daemon().name("exit").start(() -> System.exit(status));
    try {
      orderly.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
