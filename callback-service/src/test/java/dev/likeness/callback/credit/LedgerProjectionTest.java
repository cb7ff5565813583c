package dev.likeness.callback.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.callback.state.UsageTotals;
import dev.likeness.callback.testing.Entries;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LedgerProjectionTest {
  private static final LedgerEntry SETTLED =
      Entries.settle("acme", Jobs.JOB, 300_000, 240_000, Instant.parse("2026-11-20T23:59:59.999Z"));

  @BeforeAll
  static void trustOurRecords() {
    TrustedRecords.install(); // Avro copies a record's enums by their class
  }

  @Test
  void aBalanceTellsItsLatestEntry() {
    var held = LedgerProjection.balance(Optional.empty(), Entries.reserve("acme", Jobs.JOB, 300));
    var paid = LedgerProjection.balance(Optional.of(held), Entries.deposit("acme", "one", 500));

    assertThat(held.getJobId()).isEqualTo(Jobs.JOB);
    assertThat(held.getKind()).isEqualTo(LedgerEntryKind.RESERVE);
    assertThat(paid.getJobId()).isNull();
    assertThat(paid.getCreditMicros()).isEqualTo(500);
    assertThat(paid.getReservedMicros()).isEqualTo(300);
    assertThat(paid.getEntries()).isEqualTo(2);
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
    UsageTotals once = LedgerProjection.usage(Optional.empty(), SETTLED);
    UsageTotals twice = LedgerProjection.usage(Optional.of(once), SETTLED);
    var refund = Entries.refund("acme", "b".repeat(32), 300_000, Jobs.BEGIN);

    assertThat(LedgerProjection.usage(Optional.of(twice), refund))
        .isEqualTo(new UsageTotals(2L, 1L, 4L, 2L, 480_000L, -1L));
  }

  @Test
  void refusesASumThatNoLongHolds() {
    var rich =
        LedgerProjection.balance(Optional.empty(), Entries.deposit("acme", "one", Long.MAX_VALUE));

    assertThatThrownBy(
            () -> LedgerProjection.balance(Optional.of(rich), Entries.deposit("acme", "two", 1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void keysOfAnAccountStandTogetherByDate() {
    var day = LocalDate.of(2026, 11, 20);
    var keys = new TreeSet<String>();
    for (String account : new String[] {"acme", "acme-2", "acme2", "acm"}) {
      for (int later = -1; later <= 2; later++) {
        keys.add(new UsageKey(account, day.plusDays(later), "edit").text());
        keys.add(new UsageKey(account, day.plusDays(later), "train").text());
      }
    }

    assertThat(keys.subSet(UsageKey.begin("acme", day), UsageKey.end("acme", day.plusDays(1))))
        .extracting(UsageKey::parse)
        .containsExactly(
            new UsageKey("acme", day, "edit"),
            new UsageKey("acme", day, "train"),
            new UsageKey("acme", day.plusDays(1), "edit"),
            new UsageKey("acme", day.plusDays(1), "train"));
    assertThatThrownBy(() -> UsageKey.parse("acme|2026-11-20"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
