package dev.likeness.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Sha256;
import dev.likeness.ingest.intake.Admission.Accepted;
import dev.likeness.ingest.intake.ImageSource.AtUrl;
import dev.likeness.ingest.intake.ImageSource.Inline;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.ingest.testing.Submissions;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.error.Refusal;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobIntakeTest {
  private static final Origin.TopicRecord RECORD =
      new Origin.TopicRecord("job-submissions.acme", "topic-id", 2, 7);

  private final IntakeWorld world = new IntakeWorld();

  @Test
  void storesThePhotoWithItsJobAndAppendsACommandThatRefersToIt() {
    byte[] photo = Photos.png(4, 3);

    Admission admission = admit(Submissions.async().of(new Inline(photo)).saying("brighter"));

    assertThat(world.submits()).hasSize(1);
    String key = keyOf(photo);
    assertThat(world.blobs.read(key)).hasValue(photo);
    var spec = world.submits().getFirst().getSpec();
    assertThat(spec.getInputs())
        .containsExactly(new BlobRef(key, "image/png", (long) photo.length, Sha256.hex(photo)));
    assertThat(world.submits().getFirst().getSources()).isEmpty();
    assertThat(spec.getPrompt()).isEqualTo("brighter");
    assertThat(accepted(admission).jobId().value())
        .isEqualTo(world.log.commands().getFirst().getJobId());
    assertThat(accepted(admission).createdAt()).isEqualTo(world.clock.instant());
  }

  @Test
  void leavesPhotosByUrlToBeFetchedAndKeepsTheirOrder() {
    byte[] photo = Photos.png(4, 3);

    admit(Submissions.edit().of(new AtUrl(IntakeWorld.PHOTO_URL), new Inline(photo)));

    String key = keyOf(photo);
    assertThat(world.blobs.keys()).containsExactly(key);
    var submit = world.submits().getFirst();
    assertThat(submit.getSpec().getInputs()).isEmpty();
    assertThat(submit.getSources())
        .containsExactly(
            new RemotePhoto(IntakeWorld.PHOTO_URL),
            new BlobRef(key, "image/png", (long) photo.length, Sha256.hex(photo)));
  }

  @Test
  void reservesTheHighestAmountThatTheJobCanCost() {
    admit(Submissions.async().times(3));
    admit(Submissions.async().times(3).showing(List.of("mum")));

    assertThat(world.submits())
        .extracting(submit -> submit.getPrice().getReservedMicros())
        .containsExactly(360_000L, 450_000L);
  }

  @Test
  void carriesProfilesNamedInThePromptAndListedOnce() {
    admit(Submissions.async().saying("[[mum]] and [[ dad ]], not [[a b]]").showing(List.of("mum")));

    assertThat(world.submits().getFirst().getSpec().getProfileIds()).containsExactly("mum", "dad");
  }

  @Test
  void givesEveryWayInItsLaneAndItsDeadline() {
    admit(Submissions.sync());
    admit(Submissions.async());
    admit(Submissions.async().from(RECORD).of(new AtUrl(IntakeWorld.PHOTO_URL)));

    Instant now = world.clock.instant();
    assertThat(world.submits())
        .extracting(Submit::getLane)
        .containsExactly(Lane.INTERACTIVE, Lane.STANDARD, Lane.BATCH);
    assertThat(world.submits())
        .extracting(Submit::getDeadline)
        .containsExactly(
            now.plus(Duration.ofMinutes(10)),
            now.plus(Duration.ofHours(1)),
            now.plus(Duration.ofHours(1)));
  }

  @Test
  void namesTheJobOfARecordByItsPlaceSoThatReadingItTwiceMakesOneJob() {
    var submission = Submissions.async().from(RECORD).of(new AtUrl(IntakeWorld.PHOTO_URL));

    JobId first = accepted(admit(submission)).jobId();
    JobId second = accepted(admit(submission)).jobId();

    assertThat(second)
        .isEqualTo(first)
        .isEqualTo(JobId.ofSubmission(RECORD.topic(), "topic-id", 2, 7));
  }

  @Test
  void makesAJobOfEachCallWithoutIdempotencyValue() {
    assertThat(accepted(admit(Submissions.async())).jobId())
        .isNotEqualTo(accepted(admit(Submissions.async())).jobId());
  }

  @Test
  void answersARetryWithTheOriginalJob() {
    Admission original = admit(Submissions.async().named("order-1"));
    world.clock.advance(Duration.ofMinutes(5));

    assertThat(admit(Submissions.async().named("order-1"))).isEqualTo(original);
  }

  @Test
  void answersARetryByUrlWithTheOriginalJob() {
    var byUrl = Submissions.async().of(new AtUrl(IntakeWorld.PHOTO_URL)).named("order-1");
    Admission original = admit(byUrl);
    world.clock.advance(Duration.ofMinutes(5));

    assertThat(admit(byUrl)).isEqualTo(original);
    assertThat(refusal(admit(byUrl.of(new AtUrl(IntakeWorld.PHOTO_URL + "?2")))).code())
        .isEqualTo(FailureCode.IDEMPOTENCY_CONFLICT);
  }

  @ParameterizedTest
  @MethodSource("otherRequests")
  void refusesAnotherRequestUnderTheSameIdempotencyValue(Submissions other) {
    admit(Submissions.async().named("order-1"));
    var before = world.blobs.keys();

    assertThat(refusal(admit(other.named("order-1"))).code())
        .isEqualTo(FailureCode.IDEMPOTENCY_CONFLICT);
    assertThat(world.blobs.keys()).as("what is stored").isEqualTo(before);
  }

  static Stream<Submissions> otherRequests() {
    var first = Submissions.async();
    return Stream.of(
        first.of(new Inline(Photos.png(5, 3))),
        first.of(new AtUrl(IntakeWorld.PHOTO_URL)),
        first.saying("brighter"),
        first.showing(List.of("mum")),
        first.times(2),
        first.callingBack("https://customer.example/hook"),
        Submissions.sync());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesAndStoresNothing(FailureCode code, Submissions submission) {
    Refusal refusal = refusal(admit(submission));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(world.isUntouched()).isTrue();
  }

  static Stream<Arguments> refused() {
    var good = Submissions.async();
    List<String> elevenProfiles = IntStream.rangeClosed(1, 11).mapToObj(i -> "p" + i).toList();
    return Stream.of(
        Arguments.of(FailureCode.VALIDATION_FAILED, good.times(0)),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.times(5)),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.of()),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.saying("x".repeat(8_001))),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.showing(elevenProfiles)),
        Arguments.of(
            FailureCode.VALIDATION_FAILED,
            good.showing(elevenProfiles.subList(0, 10)).saying("[[p11]]")),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.showing(List.of("../etc"))),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.named("")),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.named("x".repeat(129))),
        Arguments.of(FailureCode.VALIDATION_FAILED, good.named("smörgås")),
        Arguments.of(FailureCode.INVALID_REQUEST, good.answeredWith(ResponseMode.BYTES)),
        Arguments.of(
            FailureCode.INVALID_REQUEST, Submissions.sync().callingBack("https://c.example/")),
        Arguments.of(FailureCode.INVALID_REQUEST, good.callingBack("http://c.example/")),
        Arguments.of(FailureCode.ADDRESS_NOT_ALLOWED, good.callingBack(IntakeWorld.PRIVATE_URL)),
        Arguments.of(FailureCode.INVALID_REQUEST, good.of(new AtUrl("http://photos.example/"))),
        Arguments.of(FailureCode.ADDRESS_NOT_ALLOWED, good.of(new AtUrl(IntakeWorld.PRIVATE_URL))),
        Arguments.of(
            FailureCode.INVALID_IMAGE,
            Submissions.edit().of(new AtUrl(IntakeWorld.PHOTO_URL), new Inline(new byte[100]))),
        Arguments.of(FailureCode.INVALID_IMAGE, good.of(new Inline(new byte[100]))),
        Arguments.of(
            FailureCode.IMAGE_TOO_LARGE, good.of(new Inline(Photos.pngThatClaims(50_000, 50_000)))),
        Arguments.of(
            FailureCode.IMAGE_TOO_LARGE, good.of(new Inline(Photos.pngThatClaims(16_385, 1)))),
        Arguments.of(FailureCode.PAYLOAD_TOO_LARGE, good.of(new Inline(new byte[100_001]))));
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    var submission = Submissions.async().times(9).named("\n").showing(List.of("fine", "not fine"));

    assertThat(refusal(admit(submission)).violations())
        .extracting(violation -> violation.loc())
        .containsExactly(
            List.of("body", "profile_ids", 1),
            List.of("body", "num_output_images"),
            List.of("body", "client_request_id"));
  }

  @Test
  void appendsNothingWhenThePhotoCannotBeStored() {
    world.blobs.breakDown();

    assertThat(refusal(admit(Submissions.async())).code())
        .isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
    assertThat(world.log.commands()).isEmpty();
  }

  @Test
  void storesNothingForAnAccountWhoseRoomIsUsedUp() {
    world.quota.countEnds(Map.of("acme", IntakeWorld.STORAGE_QUOTA, "zeta", 1L));

    assertThat(refusal(admit(Submissions.async())))
        .satisfies(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(FailureCode.STORAGE_QUOTA_EXCEEDED);
              assertThat(refusal.detail()).contains("1000000 of 1000000 bytes");
            });
    assertThat(refusal(admit(Submissions.async().of(new AtUrl(IntakeWorld.PHOTO_URL)))).code())
        .isEqualTo(FailureCode.STORAGE_QUOTA_EXCEEDED);
    assertThat(world.isUntouched()).isTrue();
    assertThat(admit(Submissions.generate())).as("stores nothing").isInstanceOf(Accepted.class);
  }

  @Test
  void aRetryGetsItsJobThoughTheRoomIsUsedUp() {
    Admission original = admit(Submissions.async().named("order-1"));
    world.quota.countEnds(Map.of("acme", IntakeWorld.STORAGE_QUOTA));

    assertThat(admit(Submissions.async().named("order-1"))).isEqualTo(original);
  }

  @Test
  void whatIsRefusedOrRepeatedUsesNoRoom() {
    byte[] photo = Photos.png(4, 3);
    world.quota.countEnds(Map.of("acme", IntakeWorld.STORAGE_QUOTA - 3L * photo.length));
    for (int i = 0; i < 5; i++) {
      world.clock.advance(Duration.ofSeconds(1));
      admit(Submissions.async().of(new Inline(photo)).named("order-1"));
      admit(Submissions.async().of(new Inline(photo)).saying("brighter").named("order-1"));
    }

    assertThat(admit(Submissions.async())).isInstanceOf(Accepted.class);
  }

  @Test
  void acceptsNothingThatTheLogDidNotTake() {
    world.log.breakDown();

    assertThat(refusal(admit(Submissions.async())).code()).isEqualTo(FailureCode.UNAVAILABLE);
  }

  private Admission admit(Submissions submission) {
    return world.intake.admit(submission.submission());
  }

  /** Where the photo of the only submission so far is. */
  private String keyOf(byte[] photo) {
    return BlobKeys.sentInput(
        "acme",
        world.log.commands().getFirst().getJobId(),
        world.submits().getFirst().getFingerprint(),
        Sha256.hex(photo));
  }

  private static Admission.Accepted accepted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Accepted.class);
    return (Admission.Accepted) admission;
  }

  private static Refusal refusal(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return ((Admission.Refused) admission).refusal();
  }
}
