package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Submit;
import java.util.List;
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
  void countsImagesAndNotProfilesWhereTheReportsSayWhichIsInWhich() {
    var apart = List.of(report("a", 0, "person"), report("b", 1, "animal"), missing("a", 1));
    var together = List.of(report("a", 2, "person"), report("b", 2, "person"));

    assertThat(charge(3, Map.of("a", 1, "b", 1), apart).identityImages()).isEqualTo(2);
    assertThat(charge(3, Map.of("a", 1, "b", 1), together).identityImages()).isEqualTo(1);
  }

  @Test
  void chargesNoLikenessInAppearanceNorWhatIsNotThere() {
    var reports = List.of(report("a", 0, "appearance"), missing("b", 1), report("b", 2, "person"));

    assertThat(charge(2, Map.of("a", 2), reports)).isEqualTo(new Charge(180_000, 2, 0));
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

  private static Charge charge(
      int images, Map<String, Integer> knownSubjects, List<IdentityReport> reports) {
    Outcome outcome = outcome(images, knownSubjects);
    return Charge.of(
        submit(Operation.EDIT, 500_000), Outcome.newBuilder(outcome).setIdentity(reports).build());
  }

  private static IdentityReport missing(String profile, int output) {
    return IdentityReport.newBuilder(report(profile, output, "person"))
        .setRecognised(false)
        .build();
  }

  private static IdentityReport report(String profile, int output, String kind) {
    return IdentityReport.newBuilder()
        .setProfileId(profile)
        .setOutput(output)
        .setRecognised(true)
        .setScore(.8)
        .setThreshold(.4)
        .setPercentile(.5)
        .setSpace("0".repeat(64))
        .setKind(kind)
        .build();
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
