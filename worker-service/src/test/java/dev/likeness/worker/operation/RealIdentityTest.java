package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.ImageFormat;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.Shared;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Training and recognition with real models and photos, which are not a part of this repository.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealIdentityTest {
  private static final String[] TRAINING = {
    "obama.jpg", "two_people.jpg", "obama2.jpg", "astronaut.png", "obama3.jpg"
  };

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final PhotoGate gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
  private final List<AutoCloseable> open = new ArrayList<>();
  private FaceReader reader;
  private EnhancePipeline pipeline;
  private Made trained;
  private String profileId;

  @BeforeAll
  void train() throws IOException {
    Shared.assume("models", "photos");
    var device = OnnxDevice.open(DeviceSettings.cpu(2));
    reader = FaceReader.load(ModelPack.directory(Shared.folder("models")), device);
    pipeline = EnhancePipeline.load(ModelPack.starter(), device);
    open.addAll(List.of(pipeline, reader, device));
    JobAttempt attempt = attempt(Operation.TRAIN);
    profileId = attempt.getJobId();
    trained = run(training(), attempt, photos(TRAINING));
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void trainsTheProfileOfThePersonInMostPhotos() {
    EncodedImage picture = trained.images().getFirst();

    assertThat(ImageFormat.of(picture.bytes())).hasValue(ImageFormat.JPEG);
    assertThat(picture.width()).isEqualTo(picture.height());
    assertThat(blobs.keys())
        .allMatch(key -> key.startsWith("profiles/acme/" + profileId + "/"))
        .anyMatch(key -> key.endsWith("/profile.json"))
        .filteredOn(key -> key.contains("/crops/"))
        .hasSize(4);
  }

  @Test
  void countsThePersonInAGroupPhotoThatIsEnhanced() throws IOException {
    Made made =
        run(keeping(enhance()), attempt(Operation.ENHANCE, profileId), photos("two_people.jpg"));

    assertThat(made.knownSubjects()).isEqualTo(Map.of(profileId, 1));
    IdentityReport report = made.identity().getFirst();
    assertThat(report.getRetention()).isGreaterThan(.9);
    assertThat(report.getScore()).isGreaterThan(.6);
    assertThat(report.getSpace()).isEqualTo(reader.space());
  }

  @Test
  void doesNotCountAStranger() throws IOException {
    Made made =
        run(keeping(enhance()), attempt(Operation.ENHANCE, profileId), photos("astronaut.png"));

    assertThat(made.knownSubjects()).isEmpty();
    assertThat(made.identity()).singleElement().matches(report -> report.getScore() < .2);
  }

  @Test
  void findsOutThatAnOperationDestroyedTheFace() {
    OperationRunner blackens = (_, _, _, _) -> new Made(List.of(black()), List.of());

    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(
            () ->
                run(keeping(blackens), attempt(Operation.ENHANCE, profileId), photos("obama3.jpg")))
        .matches(refused -> refused.code() == FailureCode.IDENTITY_NOT_PRESERVED);
  }

  @Test
  void learnsAProfileAnewForAnotherModel() throws IOException {
    blobs.keys().stream()
        .filter(key -> key.endsWith(reader.space() + ".json"))
        .forEach(blobs::delete);

    Made made = run(keeping(enhance()), attempt(Operation.ENHANCE, profileId), photos("obama.jpg"));

    assertThat(made.knownSubjects()).isEqualTo(Map.of(profileId, 1));
    assertThat(blobs.keys()).anyMatch(key -> key.endsWith(reader.space() + ".json"));
  }

  @Test
  void saysWhyAProfileCannotBeTrained() {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(
            () -> run(training(), attempt(Operation.TRAIN), photos("obama.jpg", "astronaut.png")))
        .matches(refused -> refused.code() == FailureCode.NO_SUBJECT)
        .withMessageContaining("1 of 2, at least 3");
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(
            () -> run(training(), attempt(Operation.TRAIN), Inputs.of(new byte[] {1, 2, 3})))
        .matches(refused -> refused.code() == FailureCode.UNSUPPORTED_MEDIA_TYPE)
        .withMessageStartingWith("Photo 1 cannot be used.");
  }

  @Test
  void refusesAProfileThatIsGone() {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(
            () ->
                run(
                    keeping(enhance()),
                    attempt(Operation.ENHANCE, "0".repeat(32)),
                    photos("obama.jpg")))
        .matches(refused -> refused.code() == FailureCode.PROFILE_NOT_FOUND);
  }

  private TrainOperation training() {
    return new TrainOperation(
        gate,
        reader,
        new ImageEncoder(),
        new ProfileStore(blobs),
        InstantSource.system(),
        () -> "run");
  }

  private EnhanceOperation enhance() {
    return new EnhanceOperation(gate, pipeline);
  }

  private IdentityKeeping keeping(OperationRunner operation) {
    return new IdentityKeeping(
        operation, reader, decoder, new KnownProfiles(new ProfileStore(blobs), reader, decoder));
  }

  private EncodedImage black() {
    try (Photo photo = Photo.allocate(64, 64)) {
      return new EncodedImage(
          new ImageEncoder().encode(photo, ImageFormat.PNG), "image/png", "png", 64, 64);
    }
  }

  private static JobAttempt attempt(Operation operation, String... profileIds) {
    JobSpec spec =
        Attempts.spec(1)
            .setOperation(operation)
            .setOutputFormat(OutputFormat.JPG)
            .setProfileIds(Arrays.asList(profileIds))
            .build();
    return Attempts.of(spec);
  }

  private static Inputs photos(String... names) throws IOException {
    byte[][] files = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      files[i] = Shared.file("photos/" + names[i]);
    }
    return Inputs.of(files);
  }

  private static Made run(OperationRunner operation, JobAttempt attempt, Inputs inputs) {
    var stages = new StageClock(System::nanoTime, (_, _) -> {});
    return operation.run(attempt, inputs, stages, new Cancellation());
  }
}
