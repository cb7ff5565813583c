package dev.likeness.worker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptRunnerTest {
  private static final byte[] PHOTO = bytes("a photo");
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final Cancellation cancellation = new Cancellation();
  private final List<Stage> stages = new ArrayList<>();
  private final JobAttempt attempt = Attempts.enhance(START, START.plusSeconds(60));
  private Instant now = START;
  private long nanos;

  @BeforeEach
  void storeTheInput() {
    blobs.put(Attempts.INPUT, PHOTO);
  }

  @Test
  void storesWhatTheOperationMakesOfTheInputs() {
    Outcome outcome =
        delivered(
            (_, inputs, _, _) -> {
              assertThat(inputs.count()).isEqualTo(1);
              assertThat(inputs.read(0)).isEqualTo(PHOTO);
              return Attempts.made(bytes("better"), bytes("also better"));
            });

    String folder = "artifacts/" + attempt.getJobId() + "/" + attempt.getAttemptId() + "/run/";
    assertThat(outcome.getOutputs())
        .extracting(output -> output.getBlob().getKey())
        .containsExactly(folder + "0.png", folder + "1.png");
    assertThat(blobs.read(folder + "1.png")).hasValue(bytes("also better"));
    OutputImage first = outcome.getOutputs().getFirst();
    assertThat(first.getBlob().getMediaType()).isEqualTo("image/png");
    assertThat(first.getBlob().getBytes()).isEqualTo(6);
    assertThat(first.getBlob().getSha256()).isEqualTo(Sha256.hex(bytes("better")));
    assertThat(first.getWidth()).isEqualTo(4);
    assertThat(first.getHeight()).isEqualTo(3);
    assertThat(outcome.getModels()).hasSize(1);
  }

  @Test
  void keepsTheOutputsOfTwoRunsOfOneAttemptApart() {
    AttemptRunner runner = runner((_, _, _, _) -> Attempts.made(bytes("better")));

    runner.run(attempt, "first", this::reached, cancellation);
    runner.run(attempt, "second", this::reached, cancellation);

    assertThat(blobs.keys()).hasSize(3).anyMatch(k -> k.contains("/first/"));
  }

  @Test
  void measuresEveryStage() {
    Outcome outcome =
        delivered(
            (_, inputs, clock, _) -> {
              clock.during(Stage.FETCH, () -> inputs.read(0));
              clock.during(Stage.DECODE, () -> nanos += TimeUnit.MILLISECONDS.toNanos(7));
              clock.during(Stage.MODEL, () -> nanos += TimeUnit.MILLISECONDS.toNanos(20));
              return Attempts.made(bytes("better"));
            });

    assertThat(outcome.getTimingsMs())
        .isEqualTo(Map.of("fetch", 0L, "decode", 7L, "model", 20L, "store", 0L));
    assertThat(stages).containsExactly(Stage.FETCH, Stage.DECODE, Stage.MODEL, Stage.STORE);
  }

  @Test
  void tellsWhatIsWrongWithAPhoto() {
    var decoder = new ImageDecoder(DecodeLimits.standard());

    Failed failed =
        failed(
            (_, inputs, _, _) -> {
              decoder.decode(inputs.read(0)).close();
              return Attempts.made();
            });

    assertThat(failed.code()).isEqualTo(FailureCode.INVALID_IMAGE);
    assertThat(failed.detail()).contains("send JPEG, PNG, WebP, GIF");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_LOADED, MODEL_FAILED",
    "RUN_FAILED, MODEL_FAILED",
    "OUT_OF_MEMORY, OUT_OF_MEMORY",
    "BUSY, UNAVAILABLE",
    "CLOSED, UNAVAILABLE"
  })
  void saysHowAModelFailed(ModelException.Reason reason, FailureCode code) {
    Failed failed =
        failed(
            (_, _, _, _) -> {
              throw new ModelException(reason, "secret details");
            });

    assertThat(failed.code()).isEqualTo(code);
    assertThat(failed.detail()).doesNotContain("secret");
  }

  @Test
  void failsWithoutARetryWhenAnInputIsGone() {
    blobs.delete(Attempts.INPUT);

    assertThat(failed(AttemptRunnerTest::readsItsInput).code())
        .isEqualTo(FailureCode.INPUT_MISSING);
  }

  @Test
  void failsForNowWhenTheStoreIsDown() {
    Failed whileStoring =
        failed(
            (_, _, _, _) -> {
              blobs.breakDown();
              return Attempts.made(bytes("better"));
            });
    Failed whileFetching = failed(AttemptRunnerTest::readsItsInput);

    assertThat(List.of(whileStoring, whileFetching))
        .extracting(Failed::code)
        .containsOnly(FailureCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void survivesALackOfMemory() {
    assertThat(
            failed(
                    (_, _, _, _) -> {
                      throw new OutOfMemoryError("no more");
                    })
                .code())
        .isEqualTo(FailureCode.OUT_OF_MEMORY);
  }

  @Test
  void callsAnyOtherExceptionAFaultOfOurs() {
    assertThat(
            failed(
                    (_, _, _, _) -> {
                      throw new IllegalStateException("a bug");
                    })
                .code())
        .isEqualTo(FailureCode.INTERNAL);
  }

  @Test
  void doesNotHideErrorsOfTheMachine() {
    AttemptRunner runner =
        runner(
            (_, _, _, _) -> {
              throw new UnsatisfiedLinkError("no runtime");
            });

    assertThatExceptionOfType(UnsatisfiedLinkError.class)
        .isThrownBy(() -> runner.run(attempt, "run", this::reached, cancellation));
  }

  @Test
  void storesNothingOfACancelledRun() {
    AttemptResult result =
        run(
            (_, _, _, _) -> {
              cancellation.request();
              return Attempts.made(bytes("better"));
            });

    assertThat(result).isInstanceOf(Abandoned.class);
    assertThat(blobs.keys()).containsExactly(Attempts.INPUT);
  }

  @Test
  void doesNotBlameTheStoreForAnInterruption() {
    AttemptResult result =
        run(
            (_, _, _, _) -> {
              cancellation.request();
              throw new IllegalStateException("closed by interrupt");
            });

    assertThat(result).isInstanceOf(Abandoned.class);
  }

  @Test
  void doesNotBeginAfterTheDeadline() {
    now = attempt.getDeadline();

    Failed failed =
        failed(
            (_, _, _, _) -> {
              throw new AssertionError("not to be run");
            });

    assertThat(failed.code()).isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void reportsThatItWasStoppedAtTheDeadline() {
    Failed failed =
        failed(
            (_, _, _, stop) -> {
              now = attempt.getDeadline().plus(Duration.ofMillis(1));
              cancellation.request();
              stop.check();
              return Attempts.made();
            });

    assertThat(failed.code()).isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void refusesAnOperationThatItDoesNotHave() {
    var runner = new AttemptRunner(blobs, Map.of(), () -> now, () -> nanos);

    AttemptResult result = runner.run(attempt, "run", this::reached, cancellation);

    assertThat(((Failed) result).code()).isEqualTo(FailureCode.OPERATION_UNAVAILABLE);
    assertThat(((Failed) result).detail())
        .isEqualTo("No model for the operation enhance is loaded here; served: nothing.");
  }

  @Test
  void refusesABaseModelAndAResolutionThatItDoesNotHaveAndSaysWhatItHas() {
    assertThat(unavailable(Map.of("base_model", "reve")))
        .isEqualTo("No model for the base model reve is loaded here; served: nb2, flux-2.");
    assertThat(unavailable(Map.of("base_model", "nb2", "resolution", "4K")))
        .isEqualTo("No model for the resolution 4K is loaded here; served: 1K.");
  }

  @Test
  void saysWhatItServes() {
    assertThat(runner(choosy()).serves())
        .singleElement()
        .satisfies(
            served -> {
              assertThat(served.getOperation()).isEqualTo(Operation.ENHANCE);
              assertThat(served.getBaseModels()).containsExactly("nb2", "flux-2");
              assertThat(served.getResolutions()).containsExactly("1K");
              assertThat(served.getIdentity()).isTrue();
              assertThat(served.getNote()).isEqualTo("A note.");
            });
  }

  private String unavailable(Map<String, String> parameters) {
    var spec = Attempts.spec(1).setParameters(parameters).build();
    var asking = JobAttempt.newBuilder(attempt).setSpec(spec).build();
    Failed failed = (Failed) runner(choosy()).run(asking, "run", this::reached, cancellation);
    assertThat(failed.code()).isEqualTo(FailureCode.OPERATION_UNAVAILABLE);
    return failed.detail();
  }

  private static OperationRunner choosy() {
    return new OperationRunner() {
      @Override
      public Made run(JobAttempt asked, Inputs inputs, StageClock stages, Cancellation stop) {
        return Attempts.made();
      }

      @Override
      public Capability capability() {
        return new Capability(List.of("nb2", "flux-2"), List.of("1K"), true, "A note.");
      }
    };
  }

  @Test
  void passesOnWhyAnOperationCannotGiveAResult() {
    Failed failed =
        failed(
            (_, _, _, _) -> {
              throw new OperationRefused(FailureCode.VALIDATION_FAILED, "Send five photos.");
            });

    assertThat(failed).isEqualTo(new Failed(FailureCode.VALIDATION_FAILED, "Send five photos."));
  }

  private static OperationRunner.Made readsItsInput(
      JobAttempt attempt, OperationRunner.Inputs inputs, StageClock stages, Cancellation stop) {
    return Attempts.made(inputs.read(0));
  }

  private Outcome delivered(OperationRunner operation) {
    return ((Delivered) run(operation)).outcome();
  }

  private Failed failed(OperationRunner operation) {
    return (Failed) run(operation);
  }

  private AttemptResult run(OperationRunner operation) {
    return runner(operation).run(attempt, "run", this::reached, cancellation);
  }

  private AttemptRunner runner(OperationRunner operation) {
    return new AttemptRunner(blobs, Map.of(Operation.ENHANCE, operation), () -> now, () -> nanos);
  }

  private void reached(Stage stage, double fraction) {
    assertThat(fraction).isBetween(0.0, 1.0);
    stages.add(stage);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
