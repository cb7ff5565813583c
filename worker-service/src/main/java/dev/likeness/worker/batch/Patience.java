package dev.likeness.worker.batch;

/**
 * Whether waiting for company is worth the time: after a wait in vain the next is left out, after
 * two the next three, and so on up to 31; company begins it anew. For one thread.
 */
final class Patience {
  private static final int MOST = 5;

  private int inVain;
  private int turn;

  boolean waits() {
    return (turn & ((1 << inVain) - 1)) == 0;
  }

  /** A turn has ended. */
  void ended(boolean company) {
    if (company) {
      inVain = 0;
    } else if (waits()) {
      inVain = Math.min(inVain + 1, MOST);
      turn = 0;
    }
    turn++;
  }
}
