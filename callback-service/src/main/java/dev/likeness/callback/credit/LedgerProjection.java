package dev.likeness.callback.credit;

import static java.lang.Math.addExact;

import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.Credit;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Adds a ledger entry to the sums of its account. Whoever calls sees to it that entries of the same
 * id come once. All throw {@link ArithmeticException} where a long cannot hold the sum.
 */
public final class LedgerProjection {
  /** Entries of a version that did not write the operation. */
  public static final String UNKNOWN_OPERATION = "unknown";

  private LedgerProjection() {}

  public static AccountBalance balance(Optional<AccountBalance> known, LedgerEntry entry) {
    Credit credit = known.map(Credit::of).orElse(Credit.NONE).plus(entry);
    return AccountBalance.newBuilder()
        .setAccount(entry.getAccount())
        .setCreditMicros(credit.creditMicros())
        .setReservedMicros(credit.reservedMicros())
        .setEntries(credit.entries())
        .setJobId(entry.getJobId())
        .setKind(entry.getKind())
        .setAt(entry.getAt())
        .build();
  }

  /** Where the entry counts as use; empty unless it ends a job. */
  public static Optional<UsageKey> usageKey(LedgerEntry entry) {
    return switch (entry.getKind()) {
      case SETTLE, REFUND ->
          Optional.of(
              new UsageKey(
                  entry.getAccount(),
                  entry.getAt().atOffset(ZoneOffset.UTC).toLocalDate(),
                  operation(entry)));
      case RESERVE, DEPOSIT -> Optional.empty();
    };
  }

  /**
   * @param entry one with a {@link #usageKey}
   */
  public static UsageTotals usage(Optional<UsageTotals> known, LedgerEntry entry) {
    UsageTotals sum = known.orElseGet(() -> UsageTotals.newBuilder().build());
    return switch (entry.getKind()) {
      case SETTLE ->
          UsageTotals.newBuilder(sum)
              .setJobs(sum.getJobs() + 1)
              .setImages(addExact(sum.getImages(), entry.getImages()))
              .setIdentityImages(addExact(sum.getIdentityImages(), entry.getIdentityImages()))
              .setCostMicros(addExact(sum.getCostMicros(), entry.getAmountMicros()))
              .build();
      case REFUND -> UsageTotals.newBuilder(sum).setRefunded(sum.getRefunded() + 1).build();
      case RESERVE, DEPOSIT -> throw new IllegalArgumentException("no use: " + entry.getKind());
    };
  }

  private static String operation(LedgerEntry entry) {
    var operation = entry.getOperation();
    return operation == null ? UNKNOWN_OPERATION : operation.name().toLowerCase(Locale.ROOT);
  }
}
