package dev.likeness.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Sha256;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.retouch.FaceRestorer;
import dev.likeness.worker.starter.TinyFlux;
import dev.likeness.worker.starter.TinyFlux.Manner;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.WrittenPack;
import dev.likeness.worker.upscale.Upscaler;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that a worker with tiny packs draws: who is in the pictures is known. */
class DrawnJobsTest {
  private static final long ANNA = 1;

  /** There is time for as many tries as there are. */
  private static final Instant LATE = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void generatesThePersonOfAProfileAndCountsThem() throws IOException {
    try (ServedModels served = served(Manner.FAITHFUL)) {
      String anna = train(served);

      Outcome outcome =
          delivered(
              served, attempt("a", Operation.GENERATE, "[[" + anna + "]] at the sea", 1, anna));

      assertThat(outcome.getKnownSubjects()).isEqualTo(Map.of(anna, 1));
      assertThat(outcome.getIdentity()).singleElement().matches(IdentityReport::getRecognised);
      OutputImage image = outcome.getOutputs().getFirst();
      assertThat(image.getWidth()).isEqualTo(1024);
      assertThat(image.getHeight()).isEqualTo(1024);
      assertThat(packs(outcome)).contains("tiny-flux-faithful", "tiny-faces");
    }
  }

  @Test
  void failsWhenSomebodyElseIsDrawn() throws IOException {
    try (ServedModels served = served(Manner.BLIND)) {
      String anna = train(served);

      AttemptResult result =
          run(served, attempt("a", Operation.GENERATE, "[[" + anna + "]]", 1, anna));

      assertThat(result)
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.code()).isEqualTo(FailureCode.IDENTITY_NOT_PRESERVED));
    }
  }

  /**
   * Whether a try shows the person follows from its seed, worked in Python with the generator of
   * {@code java.util.Random}: the sign of the mean of each 128th of 4096 * 128 gaussians, from the
   * seed {@code int(sha256("b/<output>/<try>").hexdigest()[:16], 16)}.
   *
   * <pre>
   * job b: output 0 True; output 1 False, False, True
   * job a: output 0 True; output 1 False, False, False
   * </pre>
   */
  @Test
  void drawsAgainUntilThePersonIsThere() throws IOException {
    try (ServedModels served = served(Manner.FICKLE)) {
      String anna = train(served);

      Outcome third =
          delivered(served, attempt("b", Operation.GENERATE, "[[" + anna + "]]", 2, anna));
      Outcome never =
          delivered(served, attempt("a", Operation.GENERATE, "[[" + anna + "]]", 2, anna));

      assertThat(third.getKnownSubjects()).isEqualTo(Map.of(anna, 2));
      assertThat(third.getIdentity())
          .anyMatch(
              report ->
                  report.getOutput() == 1
                      && report.getCandidate() == 2
                      && report.getCandidates() == 3);
      assertThat(never.getKnownSubjects()).as("is not charged").isEqualTo(Map.of(anna, 1));
      assertThat(never.getOutputs()).hasSize(2);
    }
  }

  @Test
  void editsExactlyWhatTheGrammarUnderstandsAndDrawsTheRest() throws IOException {
    try (ServedModels served = served(Manner.FAITHFUL)) {
      String anna = train(served);
      String photo = stored(portrait(9));

      Outcome exact = delivered(served, editing(photo, "brighter", anna));
      Outcome drawn = delivered(served, editing(photo, "put a hat on [[" + anna + "]]", anna));

      assertThat(packs(exact)).contains("starter").doesNotContain("tiny-flux-faithful");
      assertThat(packs(drawn)).contains("tiny-flux-faithful");
      assertThat(exact.getKnownSubjects()).isEqualTo(Map.of(anna, 1));
      assertThat(drawn.getKnownSubjects()).isEqualTo(Map.of(anna, 1));
    }
  }

  @Test
  void remixesByDrawing() throws IOException {
    try (ServedModels served = served(Manner.FAITHFUL)) {
      served.warmUp();
      JobSpec spec =
          JobSpec.newBuilder(spec(Operation.REMIX, "", 1))
              .setInputs(List.of(ref(stored(portrait(3))), ref(stored(portrait(4)))))
              .build();

      Outcome outcome = delivered(served, Attempts.of(spec));

      assertThat(packs(outcome)).containsOnly("tiny-flux-faithful", "tiny-upscaler");
      assertThat(outcome.getOutputs().getFirst().getWidth()).isEqualTo(2048);
    }
  }

  @Test
  void aRestorerOfStrangersTakesNobodyOutOfADrawing() throws IOException {
    Path restorer = folder.resolve("restorer");
    new WrittenPack("tiny-restorer")
        .with(FaceRestorer.ROLE, "gfpgan", TinyNets.stranger(512, 5), "{}")
        .write(restorer);
    try (ServedModels served = served(Manner.FAITHFUL, restorer)) {
      String anna = train(served);

      Outcome outcome =
          delivered(served, attempt("a", Operation.GENERATE, "[[" + anna + "]]", 1, anna));

      assertThat(packs(outcome)).contains("tiny-restorer");
      assertThat(outcome.getKnownSubjects()).isEqualTo(Map.of(anna, 1));
    }
  }

  private ServedModels served(Manner manner, Path... further) throws IOException {
    MarkedFaces.pack(folder.resolve("faces"), 7);
    TinyFlux.pack(folder.resolve("flux"), manner, 1024 * 1024);
    new WrittenPack("tiny-upscaler")
        .with(
            Upscaler.ROLE,
            "real-esrgan",
            TinyNets.upscaler(2, false),
            "{\"factor\": 2, \"overlap\": 8}")
        .write(folder.resolve("upscaler"));
    List<Path> packs = new ArrayList<>(List.of(further));
    packs.addAll(
        List.of(folder.resolve("faces"), folder.resolve("flux"), folder.resolve("upscaler")));
    return ServedModels.load(
        new ServingSettings(packs, false, Optional.empty(), OptionalDouble.empty()),
        device,
        new Workbench(new ImageDecoder(DecodeLimits.standard()), new ImageEncoder(), blobs));
  }

  private String train(ServedModels served) {
    List<BlobRef> photos = new ArrayList<>();
    for (int shot = 0; shot < 5; shot++) {
      photos.add(ref(stored(portrait(shot))));
    }
    JobAttempt training =
        Attempts.of(JobSpec.newBuilder(spec(Operation.TRAIN, "", 1)).setInputs(photos).build());
    delivered(served, training);
    return training.getJobId();
  }

  private JobAttempt editing(String photo, String prompt, String profile) {
    JobSpec spec =
        JobSpec.newBuilder(spec(Operation.EDIT, prompt, 1, profile))
            .setInputs(List.of(ref(photo)))
            .build();
    return Attempts.of(spec);
  }

  private static JobAttempt attempt(
      String jobId, Operation operation, String prompt, int outputs, String... profiles) {
    return JobAttempt.newBuilder(Attempts.of(spec(operation, prompt, outputs, profiles)))
        .setJobId(jobId)
        .setDeadline(LATE)
        .build();
  }

  private static JobSpec spec(Operation operation, String prompt, int outputs, String... profiles) {
    return Attempts.spec(outputs)
        .setOperation(operation)
        .setPrompt(prompt)
        .setInputs(List.of())
        .setProfileIds(List.of(profiles))
        .setOutputFormat(OutputFormat.PNG)
        .build();
  }

  private AttemptResult run(ServedModels served, JobAttempt attempt) {
    var runner =
        new AttemptRunner(
            blobs,
            served.operations(),
            InstantSource.fixed(attempt.getReleasedAt()),
            System::nanoTime);
    return runner.run(attempt, "run", (_, _) -> {}, new Cancellation());
  }

  private Outcome delivered(ServedModels served, JobAttempt attempt) {
    AttemptResult result = run(served, attempt);
    assertThat(result).isInstanceOf(Delivered.class);
    return ((Delivered) result).outcome();
  }

  private static List<String> packs(Outcome outcome) {
    return outcome.getModels().stream().map(ModelUsed::getPack).toList();
  }

  private String stored(byte[] photo) {
    String key = "inputs/acme/" + Sha256.hex(photo);
    blobs.put(key, photo);
    return key;
  }

  private static BlobRef ref(String key) {
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType("image/png")
        .setBytes(1)
        .setSha256("0".repeat(64))
        .build();
  }

  /** Anna, a little different in each shot. */
  private static byte[] portrait(int shot) {
    var image = MarkedFaces.empty(800, 640);
    MarkedFaces.draw(image, ANNA, shot, 400, 320, 200, shot);
    return ImageFiles.file(image, "png");
  }
}
