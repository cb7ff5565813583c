package dev.likeness.callback.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.callback.credit.LedgerProjection.Placed;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.callback.testing.Entries;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerProjectionTest {
  private static final String OTHER_JOB = "b".repeat(32);
  private static final LedgerEntry SETTLED =
      Entries.settle("acme", Jobs.JOB, 300_000, 240_000, Instant.parse("2026-11-20T23:59:59.999Z"));

  @Test
  void aBalanceTellsItsLatestEntry() {
    var held =
        LedgerProjection.balance(
            Optional.empty(), new Placed(Entries.reserve("acme", Jobs.JOB, 300), 4), List.of());
    var paid =
        LedgerProjection.balance(
            Optional.of(held), new Placed(Entries.deposit("acme", "one", 500), 9), List.of());

    assertThat(held.getJobId()).isEqualTo(Jobs.JOB);
    assertThat(held.getKind()).isEqualTo(LedgerEntryKind.RESERVE);
    assertThat(paid.getJobId()).isNull();
    assertThat(paid.getCreditMicros()).isEqualTo(500);
    assertThat(paid.getReservedMicros()).isEqualTo(300);
    assertThat(paid.getEntries()).isEqualTo(2);
    assertThat(paid.getLedgerOffset()).isEqualTo(9);
  }

  @Test
  void aBalanceNamesTheJobsOfWhichNobodyWasToldYet() {
    var one = new Placed(Entries.reserve("acme", Jobs.JOB, 300), 4);
    var two = new Placed(Entries.reserve("acme", OTHER_JOB, 300), 5);
    var first = LedgerProjection.balance(Optional.empty(), one, List.of());
    var untold = LedgerProjection.balance(Optional.of(first), two, first.getJobIds());
    var told = LedgerProjection.balance(Optional.of(first), two, List.of());

    assertThat(first.getJobIds()).containsExactly(Jobs.JOB);
    assertThat(untold.getJobIds()).containsExactly(Jobs.JOB, OTHER_JOB);
    assertThat(told.getJobIds()).containsExactly(OTHER_JOB);
  }

  @Test
  void anEntryThatIsReadAgainChangesNoSum() {
    var reserved = new Placed(Entries.reserve("acme", Jobs.JOB, 300), 4);
    var settled = new Placed(Entries.settle("acme", Jobs.JOB, 300, 200, Jobs.BEGIN), 5);
    var once = LedgerProjection.balance(Optional.empty(), reserved, List.of());
    var twice = LedgerProjection.balance(Optional.of(once), settled, List.of());
    var usage = LedgerProjection.usage(Optional.empty(), settled);

    assertThat(LedgerProjection.balance(Optional.of(twice), reserved, List.of(Jobs.JOB)))
        .as("its job is told of again")
        .isEqualTo(twice);
    assertThat(LedgerProjection.usage(Optional.of(usage), settled)).isEqualTo(usage);
  }

  @Test
  void useIsCountedOnTheDayInUtcOnWhichTheJobEnded() {
    assertThat(LedgerProjection.usageKey(SETTLED))
        .contains(new UsageKey("acme", LocalDate.of(2026, 11, 20), "enhance"));
    assertThat(LedgerProjection.usageKey(Entries.reserve("acme", Jobs.JOB, 1))).isEmpty();
    assertThat(LedgerProjection.usageKey(Entries.deposit("acme", "one", 1))).isEmpty();
  }

  @Test
  void anEntryWithoutOperationCountsAsUnknown() {
    var older = LedgerEntry.newBuilder(SETTLED).setOperation(null).build();

    assertThat(LedgerProjection.usageKey(older)).map(UsageKey::operation).contains("unknown");
  }

  @Test
  void useSumsWhatWasChargedAndCountsWhatWasGivenBack() {
    UsageTotals once = LedgerProjection.usage(Optional.empty(), new Placed(SETTLED, 1));
    UsageTotals twice = LedgerProjection.usage(Optional.of(once), new Placed(SETTLED, 2));
    var refund = new Placed(Entries.refund("acme", OTHER_JOB, 300_000, Jobs.BEGIN), 3);

    assertThat(LedgerProjection.usage(Optional.of(twice), refund))
        .isEqualTo(new UsageTotals(2L, 1L, 4L, 2L, 480_000L, 3L));
  }

  @Test
  void refusesASumThatNoLongHolds() {
    var deposit = new Placed(Entries.deposit("acme", "one", Long.MAX_VALUE), 1);
    var rich = LedgerProjection.balance(Optional.empty(), deposit, List.of());
    var more = new Placed(Entries.deposit("acme", "two", 1), 2);

    assertThatThrownBy(() -> LedgerProjection.balance(Optional.of(rich), more, List.of()))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void everyEntryCountsUnderAnOperationThatIsAskedFor() {
    assertThat(LedgerProjection.operations()).isSorted().contains("enhance", "unknown");
  }
}
