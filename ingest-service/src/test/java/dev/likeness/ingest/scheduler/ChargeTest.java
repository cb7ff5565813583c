package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Submit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChargeTest {
  private static final JobAttempt ATTEMPT =
      JobAttempt.newBuilder()
          .setJobId(Jobs.id(1).value())
          .setAccount(Jobs.ACCOUNT)
          .setAttemptId("a".repeat(32))
          .setAttemptNumber(1)
          .setSpec(Jobs.submit(Jobs.NOON).getSpec())
          .setReleasedAt(Jobs.NOON)
          .setDeadline(Jobs.NOON)
          .build();

  @Test
  void imagesCostThePlainPriceAndThoseWithAProfileTheIdentityPrice() {
    assertThat(Charge.of(submit(Operation.EDIT, 500_000), outcome(3, Map.of("a", 2))))
        .isEqualTo(new Charge(90_000 + 2 * 130_000, 3, 2));
  }

  @Test
  void countsNoMoreImagesWithAProfileThanThereAre() {
    assertThat(Charge.of(submit(Operation.EDIT, 500_000), outcome(1, Map.of("a", 7))))
        .isEqualTo(new Charge(130_000, 1, 1));
  }

  @Test
  void chargesNothingBeyondTheHold() {
    assertThat(Charge.of(submit(Operation.EDIT, 100_000), outcome(3, Map.of())).micros())
        .isEqualTo(100_000);
  }

  @Test
  void trainingCostsItsPriceOnceWhateverOutputsThereAre() {
    var submit = submit(Operation.TRAIN, 90_000);

    assertThat(Charge.of(submit, outcome(0, Map.of()))).isEqualTo(new Charge(90_000, 0, 0));
    assertThat(Charge.of(submit, outcome(2, Map.of("a", 2)))).isEqualTo(new Charge(90_000, 0, 0));
  }

  private static Submit submit(Operation operation, long reservedMicros) {
    var submit = Jobs.submit(Jobs.NOON);
    return Submit.newBuilder(submit)
        .setSpec(JobSpec.newBuilder(submit.getSpec()).setOperation(operation).build())
        .setPrice(new Price(90_000L, 130_000L, reservedMicros))
        .build();
  }

  private static Outcome outcome(int images, Map<String, Integer> knownSubjects) {
    return Jobs.outcome(ATTEMPT, images, knownSubjects);
  }
}
