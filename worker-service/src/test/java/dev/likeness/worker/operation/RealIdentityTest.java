package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.ImageHeader;
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
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.subject.Region;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Shared;
import dev.likeness.worker.testing.WrittenPack;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training and recognition with real models and photos, which are not a part of this repository.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealIdentityTest {
  private static final String[] TRAINING = {
    "obama.jpg", "two_people.jpg", "obama2.jpg", "astronaut.png", "obama3.jpg"
  };

  private static final String GROUP = "two_people.jpg";

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final PhotoGate gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
  private final List<AutoCloseable> open = new ArrayList<>();
  private OnnxDevice device;
  private FaceReader reader;
  private EnhancePipeline pipeline;
  private Made trained;
  private String profileId;

  @BeforeAll
  void train() throws IOException {
    Shared.assume("models", "photos");
    device = OnnxDevice.open(DeviceSettings.cpu(2));
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

    assertThat(ImageHeader.of(picture.bytes()).format()).isEqualTo(ImageFormat.JPEG);
    assertThat(picture.width()).isEqualTo(picture.height());
    assertThat(blobs.keys())
        .allMatch(key -> key.startsWith("profiles/acme/"))
        .contains("profiles/acme/" + profileId + "/profile.json")
        .filteredOn(key -> key.contains(profileId + "/run/crops/"))
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
    assertThat(report.getSpace()).isEqualTo(reader.spaces().getFirst().id());
  }

  @Test
  void findsThePersonAmongGroupPhotosAndKnowsThemInAnother() throws IOException {
    byte[] one = beside("obama.jpg", "astronaut.png");
    byte[] other = beside("astronaut.png", "obama2.jpg");
    JobAttempt attempt = attempt(Operation.TRAIN);
    run(
        training(reader),
        attempt,
        Inputs.of(one, other, Shared.file("photos/obama3.jpg"), Shared.file("photos/obama.jpg")));

    Made group =
        run(keeping(enhance()), attempt(Operation.ENHANCE, attempt.getJobId()), photos(GROUP));
    Made stranger =
        run(
            keeping(enhance()),
            attempt(Operation.ENHANCE, attempt.getJobId()),
            photos("astronaut.png"));

    assertThat(group.knownSubjects()).isEqualTo(Map.of(attempt.getJobId(), 1));
    assertThat(group.identity().getFirst().getRetention()).isGreaterThan(.9);
    assertThat(stranger.knownSubjects()).isEmpty();
  }

  @Test
  void asksASecondModelAndMixesNoSpaces(@TempDir Path folder) throws IOException {
    ModelPack second =
        new WrittenPack("second")
            .with(
                "face.embed.audit",
                "sface",
                Shared.file("models/mobileface_v3_raw.onnx"),
                "{\"match\": 0.2, \"margin\": 0.05}")
            .write(folder);
    try (var both =
        FaceReader.load(
            ModelPack.directory(Shared.folder("models")), Optional.of(second), device)) {
      JobAttempt attempt = attempt(Operation.TRAIN);
      run(training(both), attempt, photos(TRAINING));

      Made made =
          run(
              keeping(enhance(), both),
              attempt(Operation.ENHANCE, attempt.getJobId()),
              photos(GROUP));

      IdentityReport report = made.identity().getFirst();
      assertThat(made.knownSubjects()).isEqualTo(Map.of(attempt.getJobId(), 1));
      assertThat(report.getAuditScore()).isGreaterThan(report.getAuditThreshold());
      assertThat(report.getAuditSpace()).isNotEqualTo(report.getSpace());
      assertThat(blobs.keys())
          .filteredOn(key -> key.contains(attempt.getJobId()) && key.matches(".*[0-9a-f]{64}.*"))
          .hasSize(2);
    }
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
        .filter(key -> key.endsWith(reader.spaces().getFirst().id() + ".json"))
        .forEach(blobs::delete);

    Made made = run(keeping(enhance()), attempt(Operation.ENHANCE, profileId), photos("obama.jpg"));

    assertThat(made.knownSubjects()).isEqualTo(Map.of(profileId, 1));
    assertThat(blobs.keys())
        .anyMatch(key -> key.endsWith(reader.spaces().getFirst().id() + ".json"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void trainsAnUprightProfileWithPhotosThatAreTurned(int quarters) throws IOException {
    JobAttempt attempt = attempt(Operation.TRAIN);

    Made made =
        run(
            training(),
            attempt,
            Inputs.of(
                turned("obama.jpg", quarters),
                turned("obama2.jpg", quarters),
                turned("obama3.jpg", quarters),
                turned(GROUP, quarters)));

    try (Photo portrait = decoder.decode(made.images().getFirst().bytes())) {
      Region face = reader.find(portrait, new Cancellation()).getFirst();
      assertThat(face.turns()).isZero();
      assertThat(face.score()).isGreaterThan(.85);
    }
    String id = attempt.getJobId();
    Made upright = run(keeping(enhance()), attempt(Operation.ENHANCE, id), photos("obama.jpg"));
    Made sideways =
        run(
            keeping(enhance()),
            attempt(Operation.ENHANCE, profileId),
            Inputs.of(turned("obama3.jpg", quarters)));
    assertThat(upright.knownSubjects()).isEqualTo(Map.of(id, 1));
    assertThat(sideways.knownSubjects()).isEqualTo(Map.of(profileId, 1));
  }

  private static byte[] turned(String name, int quarters) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Shared.file("photos/" + name)));
    for (int i = 0; i < quarters; i++) {
      int side = image.getHeight();
      var next = new BufferedImage(side, image.getWidth(), BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          next.setRGB(side - 1 - y, x, image.getRGB(x, y));
        }
      }
      image = next;
    }
    return ImageFiles.file(image, "jpg");
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
        .matches(refused -> refused.code() == FailureCode.INVALID_IMAGE)
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
    return training(reader);
  }

  private TrainOperation training(FaceReader faces) {
    return new TrainOperation(
        gate,
        new SubjectReaders(List.of(faces)),
        new ImageEncoder(),
        new ProfileStore(blobs),
        InstantSource.system(),
        () -> "run",
        false);
  }

  /** Two photos as one. */
  private static byte[] beside(String left, String right) throws IOException {
    BufferedImage one = ImageIO.read(new ByteArrayInputStream(Shared.file("photos/" + left)));
    BufferedImage other = ImageIO.read(new ByteArrayInputStream(Shared.file("photos/" + right)));
    var both =
        new BufferedImage(
            one.getWidth() + other.getWidth(),
            Math.max(one.getHeight(), other.getHeight()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = both.createGraphics();
    pen.drawImage(one, 0, 0, null);
    pen.drawImage(other, one.getWidth(), 0, null);
    pen.dispose();
    return ImageFiles.file(both, "png");
  }

  private EnhanceOperation enhance() {
    return new EnhanceOperation(gate, pipeline);
  }

  private IdentityKeeping keeping(OperationRunner operation) {
    return keeping(operation, reader);
  }

  private IdentityKeeping keeping(OperationRunner operation, FaceReader faces) {
    return new IdentityKeeping(
        operation,
        decoder,
        new KnownProfiles(new ProfileStore(blobs), new SubjectReaders(List.of(faces)), decoder),
        InstantSource.fixed(Instant.EPOCH));
  }

  private EncodedImage black() {
    try (Photo photo = Photo.allocate(900, 1400)) {
      return new EncodedImage(
          new ImageEncoder().encode(photo, ImageFormat.PNG), "image/png", "png", 900, 1400);
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
