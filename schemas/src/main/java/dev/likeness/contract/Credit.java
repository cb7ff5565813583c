package dev.likeness.contract;

import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;

/**
 * An account's prepaid credit: the sum over its ledger entries, in any order. Whoever sums sees to
 * it that entries of the same id are added once. Immutable.
 *
 * @param creditMicros deposits less charges, in micro-dollars
 * @param reservedMicros held for jobs that have not ended, in micro-dollars
 * @param entries number of entries in the sum
 */
public record Credit(long creditMicros, long reservedMicros, long entries) {
  /** The credit of an account without any entry. */
  public static final Credit NONE = new Credit(0, 0, 0);

  /** The sum that {@code balance} publishes. */
  public static Credit of(AccountBalance balance) {
    return new Credit(balance.getCreditMicros(), balance.getReservedMicros(), balance.getEntries());
  }

  /**
   * The sum with one more entry.
   *
   * @throws ArithmeticException if a long cannot hold it
   */
  public Credit plus(LedgerEntry entry) {
    long amount = entry.getAmountMicros();
    long released = entry.getReleasedMicros();
    return switch (entry.getKind()) {
      case DEPOSIT -> add(amount, 0);
      case RESERVE -> add(0, amount);
      case SETTLE -> add(Math.negateExact(amount), Math.negateExact(released));
      case REFUND -> add(0, Math.negateExact(released));
    };
  }

  /** What can still be spent, in micro-dollars: negative if more is held than there is. */
  public long availableMicros() {
    return Math.subtractExact(creditMicros, reservedMicros);
  }

  private Credit add(long credit, long reserved) {
    return new Credit(
        Math.addExact(creditMicros, credit), Math.addExact(reservedMicros, reserved), entries + 1);
  }
}
