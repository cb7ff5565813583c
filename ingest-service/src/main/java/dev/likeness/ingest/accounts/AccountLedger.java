package dev.likeness.ingest.accounts;

import dev.likeness.contract.Credit;
import dev.likeness.schema.v1.LedgerEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger entries of one account, each id once. One thread adds; others read once they know that
 * it is done.
 */
final class AccountLedger {
  private final String account;
  private final Map<String, LedgerEntry> entries = new HashMap<>();
  private Credit credit = Credit.NONE;

  AccountLedger(String account) {
    this.account = account;
  }

  /** Leaves out other accounts' entries, and repeated ones. */
  synchronized void add(LedgerEntry entry) {
    if (entry.getAccount().equals(account)
        && entries.putIfAbsent(entry.getEntryId(), entry) == null) {
      credit = credit.plus(entry);
    }
  }

  synchronized @Nullable LedgerEntry entry(String entryId) {
    return entries.get(entryId);
  }

  synchronized Credit credit() {
    return credit;
  }
}
