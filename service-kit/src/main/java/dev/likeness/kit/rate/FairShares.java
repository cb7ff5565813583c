package dev.likeness.kit.rate;

import java.util.HashMap;
import java.util.Map;

/**
 * Divides a fixed amount of something, places or bytes, among holders of whom any may be greedy.
 * Nobody may hold more than a third of what is still free, which is a dynamic threshold (Choudhury
 * and Hahne, 1998). One holder alone gets a quarter of all; of n greedy ones each gets 1/(n + 3) in
 * the end, whoever came first, as what is given back goes to those that have less. Therefore
 * something is free for whoever comes next, and nothing has to be configured per holder. Only who
 * holds something is remembered. Thread safe; never blocks.
 */
public final class FairShares {
  private static final int FREE_FOR_EACH_HELD = 3;

  private final long total;
  private final Map<String, Long> held = new HashMap<>();
  private long free;

  /**
   * @param total to be divided
   */
  public FairShares(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("there must be something to divide");
    }
    this.total = total;
    this.free = total;
  }

  /** A share of {@code holder}, of nothing at first. Whoever opens it closes it. */
  public Share open(String holder) {
    return new Share(holder);
  }

  /** How much of all is not held. */
  public synchronized long free() {
    return free;
  }

  public long total() {
    return total;
  }

  private synchronized boolean take(String holder, long amount) {
    long wanted = held.getOrDefault(holder, 0L) + amount;
    if (wanted * FREE_FOR_EACH_HELD > free - amount) {
      return false;
    }
    held.merge(holder, amount, Long::sum);
    free -= amount;
    return true;
  }

  private synchronized void giveBack(String holder, long amount) {
    held.computeIfPresent(holder, (_, before) -> before == amount ? null : before - amount);
    free += amount;
  }

  /** What one use of a holder has; a holder may have many. For one thread at a time. */
  public final class Share implements AutoCloseable {
    private final String holder;
    private long amount;

    private Share(String holder) {
      this.holder = holder;
    }

    /** Takes {@code more} in addition; false, and nothing is taken, if that is too much now. */
    public boolean grow(long more) {
      if (!take(holder, more)) {
        return false;
      }
      amount += more;
      return true;
    }

    /** Gives everything back; may be repeated. */
    @Override
    public void close() {
      if (amount > 0) {
        giveBack(holder, amount);
        amount = 0;
      }
    }
  }
}
