package dev.likeness.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.ingest.testing.Submissions;
import dev.likeness.kit.error.Refusal;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class IntakeCreditTest {
  /** Of one image, as the world has it. */
  private static final long PRICE = 120_000;

  private static final Origin.TopicRecord RECORD =
      new Origin.TopicRecord("job-submissions.acme", "topic-id", 2, 7);

  private final IntakeWorld world = new IntakeWorld();

  @Test
  void refusesWhatTheCreditDoesNotReachForAndStoresNothing() {
    world.setCredit(PRICE - 1);

    assertThat(refusal(admit(Submissions.async())))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(FailureCode.INSUFFICIENT_CREDIT);
              assertThat(refusal.detail()).contains("$0.12").contains("$0.119999");
            });
    assertThat(refusal(admit(Submissions.async().from(RECORD)))).isPresent();
    assertThat(world.isUntouched()).isTrue();
  }

  @Test
  void countsWhatItAcceptedBeforeTheLedgerDoes() {
    world.setCredit(2 * PRICE);

    assertThat(refusal(admit(Submissions.async()))).isEmpty();
    assertThat(refusal(admit(Submissions.async()))).isEmpty();
    assertThat(refusal(admit(Submissions.async()))).isPresent();
  }

  @Test
  void acceptsARetryWhateverTheCredit() {
    Admission original = admit(Submissions.async().named("order-1"));
    Admission byTopic = admit(Submissions.async().from(RECORD));
    world.clock.advance(Duration.ofMinutes(5));
    world.setCredit(0);

    assertThat(admit(Submissions.async().named("order-1"))).isEqualTo(original);
    assertThat(jobOf(admit(Submissions.async().from(RECORD)))).isEqualTo(jobOf(byTopic));
    assertThat(refusal(admit(Submissions.async().named("order-1").times(2))).map(Refusal::code))
        .contains(FailureCode.IDEMPOTENCY_CONFLICT);
  }

  @Test
  void aRetryHoldsNothing() {
    world.setCredit(2 * PRICE);
    JobId job = jobOf(admit(Submissions.async().named("order-1")));
    publishReservation(job);
    world.clock.advance(Duration.ofSeconds(1));

    admit(Submissions.async().named("order-1"));
    admit(Submissions.async().named("order-1").saying("something else"));

    assertThat(isAffordable()).isTrue();
  }

  @Test
  void holdsNothingForAJobWhosePhotosCannotBeStored() {
    world.setCredit(PRICE);
    world.blobs.breakDown();

    assertThat(refusal(admit(Submissions.async()))).isPresent();

    assertThat(isAffordable()).isTrue();
  }

  @Test
  void acceptsNoMoreThanTheCreditHoweverManyComeAtOnce() throws Exception {
    world.setCredit(7 * PRICE);
    var gate = new CountDownLatch(1);
    var admissions = new ArrayList<Future<Admission>>();
    try (var callers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 100; i++) {
        admissions.add(
            callers.submit(
                () -> {
                  gate.await();
                  return admit(Submissions.async());
                }));
      }
      gate.countDown();
    }

    assertThat(admissions)
        .filteredOn(admission -> admission.resultNow() instanceof Admission.Accepted)
        .hasSize(7);
    assertThat(world.submits()).hasSize(7);
  }

  private Admission admit(Submissions submission) {
    return world.intake.admit(submission.submission());
  }

  private boolean isAffordable() {
    var other = JobId.ofClientRequest("acme", "another");
    return world.credit.hold("acme", other, PRICE, world.clock.instant()).isEmpty();
  }

  private void publishReservation(JobId job) {
    world.credit.published(
        AccountBalance.newBuilder()
            .setAccount("acme")
            .setCreditMicros(2 * PRICE)
            .setReservedMicros(PRICE)
            .setEntries(2)
            .setJobId(job.value())
            .setKind(LedgerEntryKind.RESERVE)
            .setAt(world.clock.instant())
            .build());
  }

  private static JobId jobOf(Admission admission) {
    return ((Admission.Accepted) admission).jobId();
  }

  private static Optional<Refusal> refusal(Admission admission) {
    return admission instanceof Admission.Refused refused
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }
}
