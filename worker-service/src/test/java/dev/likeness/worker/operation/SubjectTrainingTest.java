package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.profile.TrainedProfile;
import dev.likeness.worker.subject.AnimalReader;
import dev.likeness.worker.subject.AppearanceReader;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.DrawnThings;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.MarkedPets;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a profile is about, and what a second opinion and a mere likeness in appearance count. */
class SubjectTrainingTest {
  private static final long ANNA = 1;
  private static final long STRANGER = 30;
  private static final long REX = 1;
  private static final long MIA = 2;
  private static final long TEAPOT = 3;

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final List<SubjectReader> loaded = new ArrayList<>();

  @AfterEach
  void close() {
    loaded.forEach(SubjectReader::close);
    device.close();
  }

  @Test
  void learnsAPetAndFindsItAmongOthers() throws IOException {
    SubjectReaders readers = readers(faces("faces", 7), pets());
    String rex = train(readers, shot -> pets(shot, REX, 10 + shot));

    Made made = keep(readers, delivering(pets(8, MIA, REX)), pets(0, REX), rex);

    assertThat(made.knownSubjects()).isEqualTo(Map.of(rex, 1));
    assertThat(made.identity().getFirst().getKind()).isEqualTo("animal");
    assertThat(made.identity().getFirst().getRetention()).isGreaterThan(.7);
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> keep(readers, delivering(pets(0, MIA)), pets(0, REX), rex))
        .matches(refused -> refused.code() == FailureCode.IDENTITY_NOT_PRESERVED);
    assertThat(stored(rex).kind()).isEqualTo(SubjectKind.ANIMAL);
  }

  @Test
  void knowsAPetAgainWithAnotherDetectorAndAnotherEmbedder() throws IOException {
    String rex = train(readers(pets()), shot -> pets(shot, REX, 10 + shot));
    SubjectReaders others = readers(animals(MarkedPets.queries(folder.resolve("others"))));

    Made made = keep(others, delivering(pets(0, REX)), pets(0, REX), rex);

    assertThat(made.knownSubjects()).isEqualTo(Map.of(rex, 1));
  }

  @Test
  void isAboutThePersonWhereThePhotosShowBoth() throws IOException {
    SubjectReaders readers = readers(faces("faces", 7), pets());

    String anna =
        train(
            readers,
            shot ->
                picture(
                    image -> {
                      MarkedFaces.draw(image, ANNA, shot, 300, 400, 180, 0);
                      MarkedPets.draw(image, REX, shot, 900, 500, 320);
                    }));

    assertThat(stored(anna).kind()).isEqualTo(SubjectKind.PERSON);
  }

  @Test
  void saysForWhatItLooked() throws IOException {
    SubjectReaders readers = readers(faces("faces", 7), pets());

    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> train(readers, shot -> pets(shot, 40 + shot)))
        .matches(refused -> refused.code() == FailureCode.NO_SUBJECT)
        .withMessageContaining("a person in 0 of 5, a cat, dog, bird or horse in ")
        .withMessageContaining("at least 3 are needed");
  }

  @Test
  void learnsWhatOnlyLooksAlikeAndNeverCountsIt() throws IOException {
    SubjectReaders readers = readers(appearance());
    String teapot = train(readers, shot -> thing(TEAPOT, shot));

    Made made = keep(readers, delivering(thing(TEAPOT, 9)), thing(TEAPOT, 8), teapot);

    IdentityReport report = made.identity().getFirst();
    assertThat(report.getKind()).isEqualTo("appearance");
    assertThat(report.getRecognised()).isTrue();
    assertThat(report.getScore()).isGreaterThan(report.getThreshold());
    assertThat(made.knownSubjects()).isEmpty();
    assertThat(stored(teapot).kind()).isEqualTo(SubjectKind.APPEARANCE);
  }

  @Test
  void neverFailsForALikenessInAppearance() throws IOException {
    SubjectReaders readers = readers(appearance());
    String teapot = train(readers, shot -> thing(TEAPOT, shot));

    Made made = keep(readers, delivering(thing(20, 3)), thing(TEAPOT, 2), teapot);

    assertThat(made.images()).hasSize(1);
    assertThat(made.identity().getFirst().getRecognised()).isFalse();
  }

  @Test
  void measuresNothingWhereNoModelReadsTheKindOfAProfile() throws IOException {
    String anna = train(readers(faces("faces", 7)), shot -> people(shot, ANNA, 40 + shot));

    Made made = keep(readers(appearance()), delivering(people(0, STRANGER)), people(0, ANNA), anna);

    assertThat(made.identity()).isEmpty();
    assertThat(made.knownSubjects()).isEmpty();
  }

  @Test
  void asksASecondSpaceAndSaysWhatItSays() throws IOException {
    SubjectReaders readers = readers(audited());
    String anna = train(readers, shot -> people(shot, ANNA, 40 + shot));

    Made made = keep(readers, delivering(people(0, ANNA)), people(0, ANNA), anna);

    IdentityReport report = made.identity().getFirst();
    assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 1));
    assertThat(report.getAuditScore()).isGreaterThan(report.getAuditThreshold());
    assertThat(report.getAuditThreshold()).isGreaterThanOrEqualTo(.5);
    assertThat(report.getAuditSpace()).isNotEqualTo(report.getSpace()).hasSize(64);
    assertThat(made.models())
        .extracting(ModelUsed::getRole)
        .contains("face.detect", "face.embed", "face.embed.audit");
    assertThat(stored(anna).spaces()).containsExactly(report.getSpace(), report.getAuditSpace());
  }

  @Test
  void countsNobodyWhoPleasesOneModelAlone() throws IOException {
    SubjectReaders readers = readers(audited());
    String anna = train(readers, shot -> people(shot, ANNA, 40 + shot));
    byte[] gamed = picture(image -> MarkedFaces.drawMixed(image, STRANGER, ANNA, 300, 400, 180));

    Made made = keep(readers, delivering(gamed), people(0, STRANGER), anna);

    IdentityReport report = made.identity().getFirst();
    assertThat(report.getScore()).isGreaterThan(report.getThreshold());
    assertThat(report.getAuditScore()).isLessThan(report.getAuditThreshold());
    assertThat(report.getRecognised()).isFalse();
    assertThat(made.knownSubjects()).isEmpty();
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> keep(readers, delivering(gamed), people(0, ANNA), anna))
        .matches(refused -> refused.code() == FailureCode.IDENTITY_NOT_PRESERVED);
  }

  @Test
  void learnsTheAuditFromStoredCropsWhenItIsAddedLater() throws IOException {
    ModelPack deciding = MarkedFaces.pack(folder.resolve("faces"), 7);
    String anna =
        train(
            readers(own(FaceReader.load(deciding, device))), shot -> people(shot, ANNA, 40 + shot));
    SubjectReaders both =
        readers(
            own(
                FaceReader.load(
                    deciding, Optional.of(MarkedFaces.pack(folder.resolve("second"), 9)), device)));

    Made made = keep(both, delivering(people(0, ANNA)), people(0, ANNA), anna);

    assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 1));
    assertThat(made.identity().getFirst().getAuditScore()).isGreaterThan(.6);
    assertThat(blobs.keys())
        .filteredOn(key -> key.matches(".*/run/[0-9a-f]{64}\\.json"))
        .hasSize(2);
  }

  @Test
  void readsPeopleWithTheSignaturesOfBuffalo() throws IOException {
    SubjectReaders readers =
        readers(own(FaceReader.load(MarkedFaces.buffalo(folder.resolve("buffalo"), 7), device)));
    String anna = train(readers, shot -> people(shot, ANNA, 40 + shot));

    Made made = keep(readers, delivering(people(0, STRANGER, ANNA)), people(0, ANNA), anna);

    assertThat(made.knownSubjects()).isEqualTo(Map.of(anna, 1));
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> keep(readers, delivering(people(0, STRANGER)), people(0, ANNA), anna))
        .matches(refused -> refused.code() == FailureCode.IDENTITY_NOT_PRESERVED);
  }

  private SubjectReader faces(String name, long seed) throws IOException {
    return own(FaceReader.load(MarkedFaces.pack(folder.resolve(name), seed), device));
  }

  private SubjectReader audited() throws IOException {
    return own(FaceReader.load(MarkedFaces.audited(folder.resolve("audited")), device));
  }

  private SubjectReader pets() throws IOException {
    return animals(MarkedPets.yolox(folder.resolve("pets")));
  }

  private SubjectReader animals(ModelPack pack) {
    return own(AnimalReader.load(pack, pack, device));
  }

  private SubjectReader appearance() {
    return own(AppearanceReader.load(ModelPack.starter(), device));
  }

  private SubjectReader own(SubjectReader reader) {
    loaded.add(reader);
    return reader;
  }

  private static SubjectReaders readers(SubjectReader... readers) {
    return new SubjectReaders(List.of(readers));
  }

  private String train(SubjectReaders readers, IntFunction<byte[]> photo) {
    byte[][] photos = new byte[5][];
    Arrays.setAll(photos, photo);
    var training =
        new TrainOperation(
            new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder()),
            readers,
            new ImageEncoder(),
            new ProfileStore(blobs),
            InstantSource.fixed(Instant.EPOCH),
            () -> "run",
            false);
    JobAttempt attempt = attempt(Operation.TRAIN);
    run(training, attempt, Inputs.of(photos));
    return attempt.getJobId();
  }

  private TrainedProfile stored(String profileId) {
    return new ProfileStore(blobs).current("acme", profileId).orElseThrow();
  }

  private Made keep(
      SubjectReaders readers, OperationRunner operation, byte[] input, String... profiles) {
    var known = new KnownProfiles(new ProfileStore(blobs), readers, decoder);
    return run(
        new IdentityKeeping(operation, decoder, known, InstantSource.fixed(Instant.EPOCH)),
        attempt(Operation.ENHANCE, profiles),
        Inputs.of(input));
  }

  private static OperationRunner delivering(byte[] file) {
    return (_, _, _, _) ->
        new Made(List.of(new EncodedImage(file, "image/png", "png", 1280, 960)), List.of());
  }

  private static byte[] people(int shot, long... people) {
    return picture(
        image -> {
          for (int i = 0; i < people.length; i++) {
            MarkedFaces.draw(image, people[i], shot, 300 + 600 * i, 400, 180, 3 * shot);
          }
        });
  }

  private static byte[] pets(int shot, long... pets) {
    return picture(
        image -> {
          for (int i = 0; i < pets.length; i++) {
            MarkedPets.draw(image, pets[i], shot, 300 + 600 * i, 400 + 10 * shot, 320);
          }
        });
  }

  private static byte[] thing(long thing, int shot) {
    var image = DrawnThings.background(640, 480, shot);
    DrawnThings.draw(image, thing, 250 + 30 * (shot % 5), 200 + 10 * shot, 180 + 10 * shot);
    return ImageFiles.file(image, "png");
  }

  private static byte[] picture(Consumer<BufferedImage> drawing) {
    var image = MarkedFaces.empty(1280, 960);
    drawing.accept(image);
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
