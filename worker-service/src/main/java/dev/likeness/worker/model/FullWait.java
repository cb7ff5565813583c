package dev.likeness.worker.model;

/**
 * Waits for the end of something that must not be left behind, as native code that uses our
 * buffers: an interrupt is told and remembered, but does not end the wait.
 */
public final class FullWait {
  private FullWait() {}

  /** What is waited for; may be called again after an interrupt. */
  @FunctionalInterface
  public interface Wait {
    void await() throws InterruptedException;
  }

  /**
   * Returns when the wait is over; the thread is interrupted afterwards if it was meanwhile.
   *
   * @param onInterrupt called at each interrupt
   */
  public static void until(Wait wait, Runnable onInterrupt) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        onInterrupt.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
