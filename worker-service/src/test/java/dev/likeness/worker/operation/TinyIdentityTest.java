package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and identity with drawn people, whose number and place are known. */
class TinyIdentityTest {
  private static final long ANNA = 1;
  private static final long BEN = 2;
  private static final long STRANGER = 30;

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());

  @BeforeEach
  void writePack() throws IOException {
    MarkedFaces.pack(folder.resolve("first"), 7);
    MarkedFaces.pack(folder.resolve("second"), 8);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void countsWhoIsInEachOutputAndNobodyElse() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);
      String ben = train(reader, BEN);

      Made made =
          keep(reader, delivering(photo(ANNA, BEN), photo(ANNA, STRANGER)), photo(ANNA), anna, ben);

      assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 2, ben, 1));
      assertThat(made.identity())
          .extracting(IdentityReport::getRecognised)
          .containsExactly(true, true, true, false);
      assertThat(made.identity().getFirst().getRetention()).isCloseTo(1, within(.05));
      assertThat(made.identity().get(1).getRetention()).as("was not in the input").isNull();
    }
  }

  @Test
  void failsWhenAFaceOfTheInputIsInNoOutputAnyMore() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);

      assertThatExceptionOfType(OperationRefused.class)
          .isThrownBy(() -> keep(reader, delivering(photo(STRANGER)), photo(ANNA), anna))
          .matches(refused -> refused.code() == FailureCode.IDENTITY_NOT_PRESERVED);
      assertThat(keep(reader, delivering(photo(BEN)), photo(BEN), anna).knownSubjects())
          .as("never was in the picture")
          .isEmpty();
    }
  }

  @Test
  void deliversWithoutIdentityWhatIsTooSmallToShowAFaceAtAll() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);
      byte[] tiny = ImageFiles.file(MarkedFaces.empty(64, 48), "png");
      OperationRunner shrinking =
          (_, _, _, _) ->
              new Made(List.of(new EncodedImage(tiny, "image/png", "png", 64, 48)), List.of());

      Made made = keep(reader, shrinking, photo(ANNA), anna);

      assertThat(made.images()).hasSize(1);
      assertThat(made.knownSubjects()).isEmpty();
    }
  }

  @Test
  void namesAllPhotosOfATrainingThatCannotBeUsed() {
    try (var reader = reader("first")) {
      Inputs photos =
          Inputs.of(photo(ANNA), new byte[] {1, 2, 3}, photo(1, ANNA), new byte[] {'G', 'I', 'F'});

      assertThatExceptionOfType(OperationRefused.class)
          .isThrownBy(() -> train(reader, photos))
          .matches(refused -> refused.code() == FailureCode.INVALID_IMAGE)
          .withMessageContaining("Photo 2 cannot be used.")
          .withMessageContaining("Photo 4 cannot be used.");
    }
  }

  @Test
  void saysThatCopiesOfAPhotoCountOnce() {
    try (var reader = reader("first")) {
      byte[][] copies = new byte[5][];
      Arrays.fill(copies, photo(ANNA));

      assertThatExceptionOfType(OperationRefused.class)
          .isThrownBy(() -> train(reader, Inputs.of(copies)))
          .matches(refused -> refused.code() == FailureCode.NO_SUBJECT)
          .withMessageContaining("The 5 photos that were sent are only 1 different shot");
    }
  }

  @Test
  void asksToTurnPhotosOfATrainingThatFailed() {
    try (var reader = reader("first")) {
      var sideways = MarkedFaces.empty(1280, 960);
      MarkedFaces.draw(sideways, ANNA, 400, 400, 180, 90);

      assertThatExceptionOfType(OperationRefused.class)
          .isThrownBy(() -> train(reader, Inputs.of(photo(ANNA), ImageFiles.file(sideways, "png"))))
          .withMessageContaining("Turn photo 2 so that the head is up.");
    }
  }

  @Test
  void drawsAgainWhereAProfileIsMissingAndKeepsTheBestOfEachOutput() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);
      String ben = train(reader, BEN);
      var drawing =
          new Drawing(
              List.of(
                  List.of(photo(ANNA, BEN), photo(ANNA), photo(STRANGER)),
                  List.of(photo(STRANGER), photo(BEN)),
                  List.of(photo(ANNA, BEN), photo(STRANGER))));

      Made made = keep(reader, drawing, photo(STRANGER), anna, ben);

      assertThat(drawing.asked).containsExactly(List.of(1, 2), List.of(1, 2));
      assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 2, ben, 3));
      assertThat(made.images().stream().map(EncodedImage::bytes).toList())
          .containsExactly(
              drawing.files.get(0).get(0),
              drawing.files.get(2).get(0),
              drawing.files.get(1).get(1));
    }
  }

  @Test
  void drawsNothingAgainAfterACancellation() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);
      var drawing = new Drawing(List.of(List.of(photo(BEN)), List.of(photo(ANNA))));
      drawing.cancelling = true;

      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(() -> keep(reader, drawing, photo(ANNA), anna));
      assertThat(drawing.asked).isEmpty();
    }
  }

  @Test
  void drawsNothingAgainThatWouldEndAfterTheDeadline() {
    try (var reader = reader("first")) {
      String anna = train(reader, ANNA);
      var drawing = new Drawing(List.of(List.of(photo(BEN)), List.of(photo(ANNA))));
      var known =
          new KnownProfiles(new ProfileStore(blobs), new SubjectReaders(List.of(reader)), decoder);
      JobAttempt attempt = attempt(Operation.ENHANCE, anna);

      Made made =
          run(
              new IdentityKeeping(
                  drawing, decoder, known, InstantSource.fixed(attempt.getDeadline())),
              attempt,
              Inputs.of(photo(BEN)));

      assertThat(drawing.asked).isEmpty();
      assertThat(made.identity().getFirst().getCandidates()).isEqualTo(1);
    }
  }

  @Test
  void learnsAProfileAnewInAnotherSpaceAndKeepsBoth() {
    String anna;
    try (var first = reader("first")) {
      anna = train(first, ANNA);
    }
    try (var second = reader("second")) {
      Made made = keep(second, delivering(photo(ANNA)), photo(ANNA), anna);

      assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 1));
      assertThat(made.identity().getFirst().getSpace()).isEqualTo(second.spaces().getFirst().id());
    }
    assertThat(blobs.keys())
        .filteredOn(key -> key.matches(".*/run/[0-9a-f]{64}\\.json"))
        .hasSize(2);
  }

  @Test
  void cannotDecideBetweenTwoWhoAreAlwaysTogether() {
    try (var reader = reader("first")) {
      byte[][] together = new byte[5][];
      Arrays.setAll(together, i -> photo(i * 2, ANNA, BEN));

      assertThatExceptionOfType(OperationRefused.class)
          .isThrownBy(() -> train(reader, Inputs.of(together)))
          .matches(refused -> refused.code() == FailureCode.AMBIGUOUS_SUBJECT);
    }
  }

  private FaceReader reader(String pack) {
    return FaceReader.load(ModelPack.directory(folder.resolve(pack)), device);
  }

  private String train(FaceReader reader, long person) {
    byte[][] photos = new byte[5][];
    Arrays.setAll(photos, i -> i % 2 == 0 ? photo(i, person) : photo(i, person, 40 + i));
    return train(reader, Inputs.of(photos));
  }

  private String train(FaceReader reader, Inputs photos) {
    var gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
    var training =
        new TrainOperation(
            gate,
            new SubjectReaders(List.of(reader)),
            new ImageEncoder(),
            new ProfileStore(blobs),
            InstantSource.system(),
            () -> "run",
            false);
    JobAttempt attempt = attempt(Operation.TRAIN);
    run(training, attempt, photos);
    return attempt.getJobId();
  }

  private Made keep(
      FaceReader reader, OperationRunner operation, byte[] input, String... profiles) {
    var known =
        new KnownProfiles(new ProfileStore(blobs), new SubjectReaders(List.of(reader)), decoder);
    return run(
        new IdentityKeeping(operation, decoder, known, InstantSource.fixed(Instant.EPOCH)),
        attempt(Operation.ENHANCE, profiles),
        Inputs.of(input));
  }

  private static OperationRunner delivering(byte[]... files) {
    List<EncodedImage> images =
        Arrays.stream(files)
            .map(file -> new EncodedImage(file, "image/png", "png", 1280, 960))
            .toList();
    return (_, _, _, _) -> new Made(images, List.of());
  }

  /** Draws for each try what it is told. */
  private static final class Drawing implements OperationRunner {
    private final List<List<byte[]>> files;
    private final List<List<Integer>> asked = new ArrayList<>();
    private boolean cancelling;

    Drawing(List<List<byte[]>> tries) {
      this.files = tries;
    }

    @Override
    public int candidates(JobSpec spec) {
      return files.size();
    }

    @Override
    public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation stop) {
      if (cancelling) {
        stop.request();
      }
      return delivering(files.getFirst().toArray(byte[][]::new)).run(attempt, inputs, stages, stop);
    }

    @Override
    public Made run(
        JobAttempt attempt,
        Inputs inputs,
        Candidate candidate,
        StageClock stages,
        Cancellation stop) {
      asked.add(candidate.outputs());
      return delivering(files.get(candidate.number()).toArray(byte[][]::new))
          .run(attempt, inputs, stages, stop);
    }
  }

  private static byte[] photo(long... people) {
    return photo(0, people);
  }

  /** People next to each other, each shot a little different. */
  private static byte[] photo(int shot, long... people) {
    var image = MarkedFaces.empty(1280, 960);
    IntStream.range(0, people.length)
        .forEach(i -> MarkedFaces.draw(image, people[i], shot, 300 + 600 * i, 400, 180, 3 * shot));
    return ImageFiles.file(image, "png");
  }

  private static JobAttempt attempt(Operation operation, String... profileIds) {
    return Attempts.of(
        Attempts.spec(1).setOperation(operation).setProfileIds(List.of(profileIds)).build());
  }

  private static Made run(OperationRunner operation, JobAttempt attempt, Inputs inputs) {
    return operation.run(
        attempt, inputs, new StageClock(System::nanoTime, (_, _) -> {}), new Cancellation());
  }
}
