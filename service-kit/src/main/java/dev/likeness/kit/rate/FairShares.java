package dev.likeness.kit.rate;

import java.util.HashMap;
import java.util.Map;

/**
 * Divides a fixed amount of something, places or bytes, among holders of whom any may be greedy.
 * Nobody may hold more than a part of what is still free, by default a third, which is a dynamic
 * threshold (Choudhury and Hahne, 1998). One holder alone gets a quarter of all then; of n greedy
 * ones each gets 1/(n + 3) in the end, whoever came first, as what is given back goes to those that
 * have less. Therefore something is free for whoever comes next, and nothing has to be configured
 * per holder. Only who holds something is remembered. Thread safe; never blocks.
 */
public final class FairShares {
  private static final int DEFAULT_FREE_FOR_EACH_HELD = 3;

  private final long total;
  private final int freeForEachHeld;
  private final Map<String, Long> held = new HashMap<>();
  private long free;

  /**
   * @param total to be divided
   */
  public FairShares(long total) {
    this(total, DEFAULT_FREE_FOR_EACH_HELD);
  }

  /**
   * As {@link #FairShares(long)}.
   *
   * @param freeForEachHeld how much has to be free for each that somebody holds: 3 leaves one alone
   *     a quarter of all, 1 the half
   */
  public FairShares(long total, int freeForEachHeld) {
    if (total < 1 || freeForEachHeld < 1) {
      throw new IllegalArgumentException("there must be something to divide");
    }
    this.total = total;
    this.freeForEachHeld = freeForEachHeld;
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

  /** What {@code holder} has. */
  public synchronized long heldBy(String holder) {
    return held.getOrDefault(holder, 0L);
  }

  /** Whether {@code holder} would get one more now. */
  public synchronized boolean hasRoomFor(String holder) {
    return fits(heldBy(holder), 1);
  }

  /** Whether nobody would get one now, not even who holds nothing. */
  public synchronized boolean full() {
    return !fits(0, 1);
  }

  private boolean fits(long already, long amount) {
    return (already + amount) * freeForEachHeld <= free - amount;
  }

  private synchronized boolean take(String holder, long amount) {
    if (!fits(heldBy(holder), amount)) {
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
