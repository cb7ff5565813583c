package dev.likeness.callback.credit;

import static java.lang.Math.addExact;

import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.Credit;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.Operation;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Adds a ledger entry to the sums of its account. Each sum remembers the offset of the latest entry
 * in it: an entry that is read again changes nothing. Whoever calls sees to it that different
 * entries of the same id come once. All throw {@link ArithmeticException} where a long cannot hold
 * the sum.
 */
public final class LedgerProjection {
  /** Entries of a version that did not write the operation. */
  public static final String UNKNOWN_OPERATION = "unknown";

  /** An entry, with its offset in its account's partition. */
  public record Placed(LedgerEntry entry, long offset) {}

  private LedgerProjection() {}

  /** Every name that an operation can have in a {@link UsageKey}, in alphabetical order. */
  public static List<String> operations() {
    return Stream.concat(
            Arrays.stream(Operation.values()).map(LedgerProjection::name),
            Stream.of(UNKNOWN_OPERATION))
        .sorted()
        .toList();
  }

  /**
   * @param untold jobs of entries in the balance of which nobody was told yet
   */
  public static AccountBalance balance(
      Optional<AccountBalance> known, Placed placed, List<String> untold) {
    LedgerEntry entry = placed.entry();
    var jobs = new LinkedHashSet<>(untold);
    if (entry.getJobId() != null) {
      jobs.add(entry.getJobId());
    }
    if (known.isPresent() && placed.offset() <= known.get().getLedgerOffset()) {
      return AccountBalance.newBuilder(known.get()).setJobIds(List.copyOf(jobs)).build();
    }
    Credit credit = known.map(Credit::of).orElse(Credit.NONE).plus(entry);
    return AccountBalance.newBuilder()
        .setAccount(entry.getAccount())
        .setCreditMicros(credit.creditMicros())
        .setReservedMicros(credit.reservedMicros())
        .setEntries(credit.entries())
        .setJobId(entry.getJobId())
        .setKind(entry.getKind())
        .setAt(entry.getAt())
        .setJobIds(List.copyOf(jobs))
        .setLedgerOffset(placed.offset())
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
   * @param placed one with a {@link #usageKey}
   */
  public static UsageTotals usage(Optional<UsageTotals> known, Placed placed) {
    UsageTotals sum = known.orElseGet(() -> UsageTotals.newBuilder().build());
    if (placed.offset() <= sum.getLedgerOffset()) {
      return sum;
    }
    LedgerEntry entry = placed.entry();
    var after = UsageTotals.newBuilder(sum).setLedgerOffset(placed.offset());
    return switch (entry.getKind()) {
      case SETTLE ->
          after
              .setJobs(sum.getJobs() + 1)
              .setImages(addExact(sum.getImages(), entry.getImages()))
              .setIdentityImages(addExact(sum.getIdentityImages(), entry.getIdentityImages()))
              .setCostMicros(addExact(sum.getCostMicros(), entry.getAmountMicros()))
              .build();
      case REFUND -> after.setRefunded(sum.getRefunded() + 1).build();
      case RESERVE, DEPOSIT -> throw new IllegalArgumentException("no use: " + entry.getKind());
    };
  }

  private static String operation(LedgerEntry entry) {
    Operation operation = entry.getOperation();
    return operation == null ? UNKNOWN_OPERATION : name(operation);
  }

  private static String name(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }
}
