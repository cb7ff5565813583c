package dev.likeness.callback.credit;

import dev.likeness.schema.v1.LedgerEntryKind;

/** What the projection of the ledger counts. Thread safe; does nothing unless overridden. */
public interface LedgerMetrics {
  default void booked(LedgerEntryKind kind) {}

  /** A second deposit of the same reference was left out. */
  default void repeatedDeposit() {}

  /** An entry that cannot be added was left out. */
  default void unusableEntry() {}
}
