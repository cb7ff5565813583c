package dev.likeness.ingest.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.ingest.photos.ImageFetcher.Fetched;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.PhotoCheck;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.ingest.testing.Photos;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.RemotePhoto;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PhotoCollectorTest {
  private static final int QUOTA = 100_000;
  private static final String ONE = "https://photos.example/one.png";
  private static final String TWO = "https://other.example/two.png";
  private static final String DOWN = "https://down.example/three.png";
  private static final String GONE = "https://photos.example/gone.png";
  private static final String BREAKS = "https://breaks.example/four.png";
  private static final String TEXT = "https://photos.example/text";
  private static final BlobRef STORED =
      new BlobRef("inputs/acme/0a", "image/png", 3L, "0".repeat(64));

  static {
    TrustedRecords.install();
  }

  private final ManualClock clock = new ManualClock();
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final StorageQuota quota = new StorageQuota(QUOTA);
  private final Map<String, Fetched> web =
      Map.of(
          ONE, new Fetched.Bytes(Photos.png(4, 3)),
          TWO, new Fetched.Bytes(Photos.jpeg(5, 6)),
          TEXT, new Fetched.Bytes(new byte[] {1, 2, 3}),
          DOWN, failed("The image URL answered with status 503 instead of 200.", true),
          GONE, failed("The image URL answered with status 404 instead of 200.", false));
  private final Set<String> cancelled = new HashSet<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private final FetchRoom room = new FetchRoom(8, 2, Duration.ofMinutes(1));
  private final PhotoCollector collector =
      new PhotoCollector(
          this::fetch,
          room,
          cancelled::contains,
          new PhotoCheck(new ImageLimits(100_000, 1_000_000, 2_000)),
          blobs,
          quota,
          clock,
          InputsMetrics.NONE);

  @Test
  void storesPhotosAndAnswersInTheOrderOfTheRequest() throws Exception {
    InputsReady answer = collector.collect(due(Operation.REMIX, ONE, STORED, TWO));

    assertThat(answer.getFailure()).isNull();
    assertThat(answer.getAttemptNumber()).isEqualTo(3);
    assertThat(answer.getInputs())
        .extracting(BlobRef::getMediaType)
        .containsExactly("image/png", "image/png", "image/jpeg");
    assertThat(answer.getInputs().get(1)).isEqualTo(STORED);
    assertThat(blobs.read(answer.getInputs().getFirst().getKey())).hasValue(Photos.png(4, 3));
    assertThat(answer.getInputs().getFirst().getKey())
        .startsWith("inputs/acme/" + "1".repeat(32) + "/");
  }

  @Test
  void storesTrainingPhotosWithTheirProfile() throws Exception {
    InputsReady answer = collector.collect(due(Operation.TRAIN, ONE));

    assertThat(answer.getInputs().getFirst().getKey())
        .startsWith("profiles/acme/" + "1".repeat(32) + "/photos/");
  }

  @Test
  void aPhotoThatIsTurnedAwayPostponesTheJobAndUsesUpNoTry() throws Exception {
    makeUnwell("down.example");
    int before = fetches.get();

    InputsReady answer = collector.collect(due(Operation.EDIT, ONE, DOWN));

    assertThat(answer.getPostponed()).isTrue();
    assertThat(answer.getRetryable()).isTrue();
    assertThat(answer.getFailure().getCode()).isEqualTo("IMAGE_UNREACHABLE");
    assertThat(answer.getFailure().getDetail()).startsWith("Photo 2 of 2: ");
    assertThat(fetches.get() - before).as("only the other photo").isEqualTo(1);
  }

  @Test
  void aPhotoThatIsGoneFailsTheJobWhateverIsPostponed() throws Exception {
    makeUnwell("down.example");

    InputsReady answer = collector.collect(due(Operation.EDIT, DOWN, GONE));

    assertThat(answer.getPostponed()).isFalse();
    assertThat(answer.getRetryable()).isFalse();
    assertThat(answer.getFailure().getDetail()).startsWith("Photo 2 of 2: ");
  }

  /** One place stays taken, by the fetch that tries the host. */
  private void makeUnwell(String host) throws InterruptedException {
    var visit = new FetchRoom.Visit("another job", "acme", host);
    enter(visit);
    enter(visit).leave(false);
    enter(visit).leave(false);
    enter(visit);
  }

  private FetchRoom.Place enter(FetchRoom.Visit visit) throws InterruptedException {
    return ((FetchRoom.Entry.In) room.enter(visit)).place();
  }

  @Test
  void saysWhichPhotoIsMissingAndWhetherAnotherTryMayHelp() throws Exception {
    InputsReady answer = collector.collect(due(Operation.EDIT, ONE, DOWN, TWO));

    assertThat(answer.getRetryable()).isTrue();
    assertThat(answer.getInputs()).isEmpty();
    var failure = Objects.requireNonNull(answer.getFailure());
    assertThat(failure.getCode()).isEqualTo("IMAGE_UNREACHABLE");
    assertThat(failure.getDetail())
        .isEqualTo("Photo 2 of 3: The image URL answered with status 503 instead of 200.");
  }

  @Test
  void doesNotCountASinglePhoto() throws Exception {
    InputsReady answer = collector.collect(due(Operation.ENHANCE, TEXT));

    var failure = Objects.requireNonNull(answer.getFailure());
    assertThat(failure.getCode()).isEqualTo("INVALID_IMAGE");
    assertThat(failure.getDetail()).doesNotStartWith("Photo");
    assertThat(answer.getRetryable()).isFalse();
  }

  @Test
  void doesNotTryAgainWhenOnePhotoIsBeyondHelp() throws Exception {
    InputsReady answer = collector.collect(due(Operation.EDIT, DOWN, ONE, GONE));

    assertThat(answer.getRetryable()).isFalse();
    assertThat(Objects.requireNonNull(answer.getFailure()).getDetail()).startsWith("Photo 3 of 3");
  }

  @Test
  void storesNothingForAnAccountThatHasNoRoom() throws Exception {
    quota.countEnds(Map.of("acme", QUOTA - 10L));

    InputsReady answer = collector.collect(due(Operation.ENHANCE, ONE));

    assertThat(Objects.requireNonNull(answer.getFailure()).getCode())
        .isEqualTo("STORAGE_QUOTA_EXCEEDED");
    assertThat(answer.getRetryable()).isFalse();
    assertThat(blobs.keys()).isEmpty();
  }

  @Test
  void answersNothingWhileTheStoreIsDown() {
    blobs.breakDown();

    assertThatExceptionOfType(BlobStoreException.class)
        .isThrownBy(() -> collector.collect(due(Operation.EDIT, ONE, TWO)));
  }

  @Test
  void fetchesNothingForAJobThatHasEnded() {
    cancelled.add("1".repeat(32));

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> collector.collect(due(Operation.EDIT, ONE, TWO)));
    assertThat(fetches).hasValue(0);
  }

  @Test
  void anErrorInOneFetchIsAFailureThatIsTriedABoundedNumberOfTimes() throws Exception {
    InputsReady answer = collector.collect(due(Operation.EDIT, ONE, BREAKS));

    assertThat(answer.getRetryable()).isTrue();
    var failure = Objects.requireNonNull(answer.getFailure());
    assertThat(failure.getCode()).isEqualTo("INTERNAL");
    assertThat(failure.getDetail()).startsWith("Photo 2 of 2: The image could not be fetched");
  }

  private Fetched fetch(String url) {
    fetches.incrementAndGet();
    if (url.equals(BREAKS)) {
      throw new StackOverflowError("an error of this test");
    }
    return Objects.requireNonNull(web.get(url));
  }

  private static Fetched failed(String detail, boolean retryable) {
    return new Fetched.Failed(Refusal.of(FailureCode.IMAGE_UNREACHABLE, detail), retryable);
  }

  private InputsDue due(Operation operation, Object... sources) {
    return InputsDue.newBuilder()
        .setJobId("1".repeat(32))
        .setAccount("acme")
        .setOperation(operation)
        .setSources(
            List.copyOf(
                Stream.of(sources)
                    .<Object>map(
                        source -> source instanceof String url ? new RemotePhoto(url) : source)
                    .toList()))
        .setAttemptNumber(3)
        .setDeadline(clock.instant().plus(Duration.ofHours(1)))
        .build();
  }
}
