package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditTest {
  @Test
  void aDepositAddsCredit() {
    assertThat(Credit.NONE.plus(entry(LedgerEntryKind.DEPOSIT, 500, 0)))
        .isEqualTo(new Credit(500, 0, 1));
  }

  @Test
  void aHoldLeavesTheCreditAndTakesFromWhatIsAvailable() {
    var held = new Credit(500, 0, 1).plus(entry(LedgerEntryKind.RESERVE, 120, 0));

    assertThat(held).isEqualTo(new Credit(500, 120, 2));
    assertThat(held.availableMicros()).isEqualTo(380);
  }

  @Test
  void settlingChargesTheCostAndEndsTheWholeHold() {
    assertThat(new Credit(500, 120, 2).plus(entry(LedgerEntryKind.SETTLE, 90, 120)))
        .isEqualTo(new Credit(410, 0, 3));
  }

  @Test
  void aRefundEndsTheHoldAndChargesNothing() {
    assertThat(new Credit(500, 120, 2).plus(entry(LedgerEntryKind.REFUND, 120, 120)))
        .isEqualTo(new Credit(500, 0, 3));
  }

  @Test
  void theOrderOfEntriesDoesNotMatter() {
    var entries =
        List.of(
            entry(LedgerEntryKind.DEPOSIT, 500, 0),
            entry(LedgerEntryKind.RESERVE, 120, 0),
            entry(LedgerEntryKind.SETTLE, 90, 120));

    assertThat(sum(entries.reversed())).isEqualTo(sum(entries)).isEqualTo(new Credit(410, 0, 3));
  }

  @Test
  void availableCreditIsNegativeIfMoreIsHeldThanThereIs() {
    assertThat(new Credit(100, 120, 2).availableMicros()).isEqualTo(-20);
  }

  @Test
  void goesOnFromAPublishedBalance() {
    var balance =
        AccountBalance.newBuilder()
            .setAccount("acme")
            .setCreditMicros(500)
            .setReservedMicros(120)
            .setEntries(2)
            .setKind(LedgerEntryKind.RESERVE)
            .setAt(Instant.EPOCH)
            .build();

    assertThat(Credit.of(balance)).isEqualTo(new Credit(500, 120, 2));
  }

  @Test
  void doesNotWrapAround() {
    var full = new Credit(Long.MAX_VALUE, 0, 1);

    assertThatThrownBy(() -> full.plus(entry(LedgerEntryKind.DEPOSIT, 1, 0)))
        .isInstanceOf(ArithmeticException.class);
  }

  private static Credit sum(List<LedgerEntry> entries) {
    return entries.stream().reduce(Credit.NONE, Credit::plus, (_, b) -> b);
  }

  private static LedgerEntry entry(LedgerEntryKind kind, long amount, long released) {
    return LedgerEntry.newBuilder()
        .setAccount("acme")
        .setEntryId("e")
        .setKind(kind)
        .setAmountMicros(amount)
        .setReleasedMicros(released)
        .setAt(Instant.EPOCH)
        .build();
  }
}
