package dev.likeness.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrepaidCreditTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final long PRICE = 120_000;

  private final PrepaidCredit credit = new PrepaidCredit(() -> {});

  @Test
  void anAccountWithoutABalanceCannotPay() {
    assertThat(hold(1))
        .contains(
            Refusal.of(
                FailureCode.INSUFFICIENT_CREDIT,
                "This request needs $0.12 of credit; $0.00 is available. Add credit, or wait for"
                    + " jobs that hold some to end."));
  }

  @Test
  void whatIsReservedOrInFlightCannotBeSpentAgain() {
    publish(500_000, 200_000, null);

    assertThat(hold(1)).isEmpty();
    assertThat(hold(2)).isEmpty();
    assertThat(hold(3))
        .hasValueSatisfying(refusal -> assertThat(refusal.detail()).contains("$0.06 is"));
  }

  @Test
  void aFreeJobNeedsNoCredit() {
    assertThat(credit.hold("acme", job(1), 0, NOON)).isEmpty();
  }

  @Test
  void aBalanceThatNamesTheJobTakesThePlaceOfItsHold() {
    publish(2 * PRICE, 0, null);
    hold(1);

    publish(2 * PRICE, PRICE, job(1));

    assertThat(hold(2)).isEmpty();
    assertThat(hold(3)).isPresent();
  }

  @Test
  void aBalanceOfAnotherJobLeavesTheHold() {
    publish(PRICE, 0, null);
    hold(1);

    publish(PRICE, 0, job(7));

    assertThat(hold(2)).isPresent();
  }

  @Test
  void theSameJobIsHeldOnceHoweverManyCallersSubmitIt() {
    publish(PRICE, 0, null);

    assertThat(hold(1)).isEmpty();
    assertThat(hold(1)).isEmpty();

    credit.release("acme", job(1));
    assertThat(hold(2)).as("the other caller still holds").isPresent();
    credit.release("acme", job(1));
    assertThat(hold(2)).isEmpty();
  }

  @Test
  void aHigherPriceOfTheSameJobNeedsTheDifference() {
    publish(PRICE + 10, 0, null);
    hold(1);

    assertThat(credit.hold("acme", job(1), PRICE + 11, NOON)).isPresent();
    assertThat(credit.hold("acme", job(1), PRICE + 10, NOON)).isEmpty();
  }

  @Test
  void releasingWhatIsNotHeldChangesNothing() {
    publish(PRICE, 0, null);
    hold(1);

    credit.release("acme", job(2));
    credit.release("other", job(1));

    assertThat(hold(2)).isPresent();
  }

  @Test
  void aHoldThatNothingEndsIsDroppedInTime() {
    publish(PRICE, 0, null);
    hold(1);

    Instant end = NOON.plus(PrepaidCredit.LONGEST_HOLD);
    assertThat(credit.hold("acme", job(2), PRICE, end.minusMillis(1))).isPresent();
    assertThat(credit.hold("acme", job(2), PRICE, end)).isEmpty();
  }

  @Test
  void accountsDoNotPayForEachOther() {
    publish(PRICE, 0, null);

    assertThat(credit.hold("other", job(1), PRICE, NOON)).isPresent();
  }

  @Test
  void neverAdmitsMoreThanTheCreditHoweverManyComeAtOnce() throws Exception {
    int affordable = 10;
    publish(affordable * PRICE, 0, null);
    var gate = new CountDownLatch(1);
    var answers = new ArrayList<Future<Optional<Refusal>>>();
    try (var callers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 400; i++) {
        int number = i;
        answers.add(
            callers.submit(
                () -> {
                  gate.await();
                  return hold(number);
                }));
      }
      gate.countDown();
    }

    assertThat(List.copyOf(answers))
        .filteredOn(answer -> answer.resultNow().isEmpty())
        .hasSize(affordable);
  }

  /** Balances come in while callers hold: nothing is counted twice or never in between. */
  @Test
  void nothingIsRefusedForCreditBeforeAllBalancesAreKnown() {
    var early =
        new PrepaidCredit(
            () -> {
              throw new RefusalException(FailureCode.UNAVAILABLE, "not read yet");
            });

    assertThatExceptionOfType(RefusalException.class)
        .isThrownBy(() -> early.hold("acme", job(1), PRICE, NOON))
        .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(FailureCode.UNAVAILABLE));
  }

  @Test
  void neverAdmitsMoreThanTheCreditWhileBalancesFollow() throws Exception {
    int affordable = 200;
    publish(affordable * PRICE, 0, null);
    var admitted = new ArrayList<JobId>();
    try (var callers = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 2_000; i++) {
        int number = i;
        callers.execute(
            () -> {
              if (hold(number).isEmpty()) {
                synchronized (admitted) { // as a ledger does: one entry after the other
                  admitted.add(job(number));
                  publish(affordable * PRICE, admitted.size() * PRICE, job(number));
                }
              }
            });
      }
    }

    assertThat(admitted).hasSize(affordable);
  }

  private Optional<Refusal> hold(int job) {
    return credit.hold("acme", job(job), PRICE, NOON);
  }

  private void publish(long creditMicros, long reservedMicros, @Nullable JobId job) {
    credit.published(
        AccountBalance.newBuilder()
            .setAccount("acme")
            .setCreditMicros(creditMicros)
            .setReservedMicros(reservedMicros)
            .setEntries(1)
            .setJobId(job == null ? null : job.value())
            .setKind(LedgerEntryKind.RESERVE)
            .setAt(NOON)
            .build());
  }

  private static JobId job(int number) {
    return new JobId("%032x".formatted(number));
  }
}
