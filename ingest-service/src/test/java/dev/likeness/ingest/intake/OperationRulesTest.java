package dev.likeness.ingest.intake;

import static dev.likeness.contract.FailureCode.CONTENT_MODERATION;
import static dev.likeness.contract.FailureCode.INVALID_REQUEST;
import static dev.likeness.contract.FailureCode.PROFILE_NOT_FOUND;
import static dev.likeness.contract.FailureCode.PROFILE_NOT_READY;
import static dev.likeness.contract.FailureCode.VALIDATION_FAILED;
import static dev.likeness.ingest.testing.Submissions.async;
import static dev.likeness.ingest.testing.Submissions.edit;
import static dev.likeness.ingest.testing.Submissions.generate;
import static dev.likeness.ingest.testing.Submissions.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.ingest.testing.Submissions;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ProfileStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the operations, as tables. */
class OperationRulesTest {
  private static final ImageSource PHOTO = new ImageSource.Inline(Photos.png(4, 3));

  private final IntakeWorld world = new IntakeWorld();

  @ParameterizedTest
  @MethodSource("accepted")
  void accepts(Submissions submission, Map<String, String> parameters, long reserved) {
    assertThat(world.intake.admit(submission.submission())).isInstanceOf(Admission.Accepted.class);

    var submit = world.submits().getFirst();
    assertThat(submit.getSpec().getParameters()).isEqualTo(parameters);
    assertThat(submit.getPrice().getReservedMicros()).isEqualTo(reserved);
  }

  static Stream<Arguments> accepted() {
    var plain = Map.of("base_model", "nb2", "resolution", "1K", "aspect_ratio", "auto");
    return Stream.of(
        Arguments.of(async(), Map.of(), 120_000),
        Arguments.of(async().showing(List.of("mum")).times(2), Map.of(), 300_000),
        Arguments.of(edit(), plain, 90_000),
        Arguments.of(edit().saying("[[mum]] and [[dad]]"), plain, 120_000),
        Arguments.of(edit().of(ten()), plain, 90_000),
        Arguments.of(generate().times(4), plain, 360_000),
        Arguments.of(
            generate().choosing("resolution", "4K").choosing("aspect_ratio", "21:9"),
            Map.of("base_model", "nb2", "resolution", "4K", "aspect_ratio", "21:9"),
            180_000),
        Arguments.of(
            generate().choosing("base_model", "gpt-image-2").choosing("quality", "high"),
            Map.of(
                "base_model", "gpt-image-2",
                "resolution", "1K",
                "aspect_ratio", "auto",
                "quality", "high"),
            178_400),
        Arguments.of(
            generate().choosing("base_model", "gpt-image-2"),
            Map.of(
                "base_model", "gpt-image-2",
                "resolution", "1K",
                "aspect_ratio", "auto",
                "quality", "auto"),
            54_240),
        Arguments.of(async().doing(Operation.REMIX).of(PHOTO, PHOTO), Map.of(), 120_000),
        Arguments.of(train(10), Map.of("training_tier", "standard"), 2_900_000),
        Arguments.of(
            train(5).choosing("training_tier", "fast"), Map.of("training_tier", "fast"), 1_490_000),
        Arguments.of(async().tagged("x".repeat(128)), Map.of(), 120_000));
  }

  private static ImageSource[] ten() {
    return IntStream.range(0, 10).mapToObj(_ -> PHOTO).toArray(ImageSource[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesAndStoresNothing(FailureCode code, Submissions submission) {
    assertThat(world.intake.admit(submission.submission()))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(code));
    assertThat(world.isUntouched()).isTrue();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(VALIDATION_FAILED, edit().saying("  ")),
        Arguments.of(VALIDATION_FAILED, edit().of()),
        Arguments.of(
            VALIDATION_FAILED,
            edit()
                .of(Stream.concat(Stream.of(ten()), Stream.of(PHOTO)).toArray(ImageSource[]::new))),
        Arguments.of(VALIDATION_FAILED, generate().saying("")),
        Arguments.of(VALIDATION_FAILED, generate().of(PHOTO)),
        Arguments.of(VALIDATION_FAILED, generate().choosing("base_model", "nb3")),
        Arguments.of(VALIDATION_FAILED, generate().choosing("resolution", "8K")),
        Arguments.of(VALIDATION_FAILED, generate().choosing("aspect_ratio", "7:5")),
        Arguments.of(VALIDATION_FAILED, generate().choosing("quality", "best")),
        Arguments.of(VALIDATION_FAILED, generate().saying("a\0b")),
        Arguments.of(VALIDATION_FAILED, generate().saying("a\ud800b")),
        Arguments.of(VALIDATION_FAILED, async().doing(Operation.REMIX)),
        Arguments.of(VALIDATION_FAILED, train(9)),
        Arguments.of(VALIDATION_FAILED, train(51)),
        Arguments.of(VALIDATION_FAILED, train(4).choosing("training_tier", "fast")),
        Arguments.of(VALIDATION_FAILED, train(11).choosing("training_tier", "fast")),
        Arguments.of(VALIDATION_FAILED, train(10).choosing("training_tier", "slow")),
        Arguments.of(VALIDATION_FAILED, async().tagged("")),
        Arguments.of(VALIDATION_FAILED, async().tagged("x".repeat(129))),
        Arguments.of(VALIDATION_FAILED, async().tagged("a\nb")),
        Arguments.of(INVALID_REQUEST, generate().choosing("quality", "high")),
        Arguments.of(
            INVALID_REQUEST,
            generate().choosing("base_model", "flux-2").choosing("resolution", "4K")),
        Arguments.of(
            INVALID_REQUEST,
            generate().choosing("base_model", "reve").choosing("aspect_ratio", "21:9")),
        Arguments.of(INVALID_REQUEST, async().choosing("base_model", "nb2")),
        Arguments.of(INVALID_REQUEST, edit().choosing("training_tier", "fast")),
        Arguments.of(INVALID_REQUEST, edit().choosing("seed", "7")),
        Arguments.of(INVALID_REQUEST, generate().showing(List.of("mum"))),
        Arguments.of(INVALID_REQUEST, train(10).saying("hello")),
        Arguments.of(
            INVALID_REQUEST, edit().of(new ImageSource.AtUrl("http://photos.example/one.png"))),
        Arguments.of(CONTENT_MODERATION, generate().saying("a naked child")),
        Arguments.of(PROFILE_NOT_FOUND, edit().saying("[[nobody]]")),
        Arguments.of(PROFILE_NOT_FOUND, edit().showing(List.of("0".repeat(32)))));
  }

  @Test
  void asksTheViewBeforeItRefusesAProfile() {
    String id = "1".repeat(32);
    var submission = edit().showing(List.of(id)).submission();
    world.jobs.become(job -> job.setOperation(Operation.TRAIN));
    assertThat(codeOf(world.intake.admit(submission))).isEqualTo(PROFILE_NOT_READY);

    world.addProfile(id, "acme", ProfileStatus.IN_PROGRESS);
    world.jobs.become(job -> job.setOperation(Operation.TRAIN).setStatus(JobStatus.SUCCEEDED));

    assertThat(world.intake.admit(submission)).isInstanceOf(Admission.Accepted.class);
  }

  @Test
  void doesNotShowOneAccountTheProfilesOfAnother() {
    world.addProfile("theirs", "other", ProfileStatus.READY);
    world.jobs.become(job -> job.setOperation(Operation.TRAIN).setAccount("other"));

    assertThat(codeOf(world.intake.admit(edit().showing(List.of("theirs")).submission())))
        .isEqualTo(PROFILE_NOT_FOUND);
    assertThat(codeOf(world.intake.admit(edit().showing(List.of("2".repeat(32))).submission())))
        .isEqualTo(PROFILE_NOT_FOUND);
  }

  @Test
  void refusesNothingForWhichItCannotAsk() {
    world.jobs.fallSilent();

    assertThat(codeOf(world.intake.admit(edit().showing(List.of("3".repeat(32))).submission())))
        .isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void givesARetryItsJobAlsoWhenTheProfileIsGone() {
    var submission = edit().showing(List.of("mum")).named("order-1").submission();
    Admission first = world.intake.admit(submission);
    world.profiles.clear();

    assertThat(world.intake.admit(submission)).isEqualTo(first);
  }

  @Test
  void trainsUnderTheIdOfTheProfileInALaneOfItsOwn() {
    world.intake.admit(train(10).tagged("anna").submission());

    var submit = world.submits().getFirst();
    assertThat(submit.getSpec().getProfileIds())
        .containsExactly(world.log.commands().getFirst().getJobId());
    assertThat(submit.getLane()).isEqualTo(Lane.TRAINING);
    assertThat(submit.getTag()).isEqualTo("anna");
  }

  @Test
  void takesADefaultThatIsSpelledOutForTheSameRequest() {
    Admission first = world.intake.admit(generate().named("order-1").submission());

    assertThat(
            world.intake.admit(
                generate().choosing("base_model", "nb2").named("order-1").submission()))
        .isEqualTo(first);
    assertThat(
            codeOf(
                world.intake.admit(
                    generate().choosing("resolution", "2K").named("order-1").submission())))
        .isEqualTo(FailureCode.IDEMPOTENCY_CONFLICT);
  }

  private static FailureCode codeOf(Admission admission) {
    return ((Admission.Refused) admission).refusal().code();
  }
}
