package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.cutout.Cutouts;
import dev.likeness.worker.cutout.Head;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of profiles without a generator, on the real runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MontageOperationTest {
  private static final String ANNA = "anna";
  private static final String OLD = "old";

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final AdjustPipeline light =
      AdjustPipeline.load(ModelPack.starter(), MontageOperation.ROLE, device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final InMemoryBlobStore blobs = storeWithProfiles();
  private final AttemptRunner runner =
      new AttemptRunner(
          blobs,
          Map.of(
              Operation.GENERATE,
              new MontageOperation(
                  new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder()),
                  light,
                  new ProfileCutouts(new ProfileStore(blobs)),
                  CaptionPen.open())),
          () -> Instant.EPOCH,
          System::nanoTime);

  @AfterAll
  void close() {
    light.close();
    device.close();
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 1K, 1, 768x1024",
    "auto, 1K, 2, 1024x768",
    "16:9, 1K, 1, 1024x576",
    "1:1, 2K, 1, 2048x2048",
    "9:16, 1K, 3, 576x1024"
  })
  void deliversTheSizeThatWasAskedFor(String ratio, String resolution, int people, String size) {
    String[] profiles = new String[people];
    Arrays.fill(profiles, ANNA);
    Outcome outcome =
        delivered(
            run("studio", Map.of("aspect_ratio", ratio, "resolution", resolution), 1, profiles));

    assertThat(outcome.getOutputs())
        .extracting(output -> output.getWidth() + "x" + output.getHeight())
        .containsExactly(size);
  }

  @Test
  void showsThePersonBeforeTheBackdrop() {
    Outcome outcome = delivered(run("[[anna]] before a plain red wall", Map.of(), 1, ANNA));

    try (Photo photo = photo(outcome, 0)) {
      // The coat is teal, the wall red.
      int coat = Photos.rgb(photo, 300, 980);
      int wall = Photos.rgb(photo, 20, 20);
      assertThat(coat & 255).isGreaterThan((coat >> 16) + 20);
      assertThat(wall >> 16).isGreaterThan((wall & 255) + 80);
    }
  }

  @Test
  void saysThatItIsAComposite() {
    Outcome outcome = delivered(run("sunset", Map.of(), 1, ANNA));

    assertThat(outcome.getModels()).extracting(ModelUsed::getPack).containsExactly("starter");
    assertThat(outcome.getModels())
        .extracting(ModelUsed::getRole)
        .containsExactly("generate.composite");
    assertThat(new String(files(outcome).getFirst(), StandardCharsets.ISO_8859_1))
        .as("in the file too")
        .contains("compositeSynthetic");
    assertThat(runner.serves())
        .singleElement()
        .satisfies(served -> assertThat(served.getNote()).contains("a composite, not a drawing"));
  }

  @Test
  void givesTheSameForTheSameJobAndOthersForOtherOutputs() {
    JobAttempt attempt = attempt("forest", Map.of(), 2, ANNA);
    List<byte[]> first = files(delivered(run(attempt)));
    List<byte[]> second = files(delivered(run(attempt)));

    assertThat(first.get(0)).isEqualTo(second.get(0));
    assertThat(first.get(1)).isEqualTo(second.get(1)).isNotEqualTo(first.get(0));
  }

  @Test
  void writesACaption() {
    Outcome plain = delivered(run("black background", Map.of(), 1, ANNA));
    Outcome written =
        delivered(run("black background, caption \"ANNA\" at the top", Map.of(), 1, ANNA));

    assertThat(whites(written)).isGreaterThan(whites(plain) + 300);
  }

  @Test
  void needsAProfile() {
    Failed failed = failed(run("a forest", Map.of(), 1));

    assertThat(failed.code()).isEqualTo(FailureCode.OPERATION_UNAVAILABLE);
    assertThat(failed.detail())
        .contains("name a profile in the prompt as [[profile_id]]", "load a generator pack");
  }

  @Test
  void refusesWhatItCannotDraw() {
    Failed failed = failed(run("[[anna]] on a sailing boat", Map.of(), 1, ANNA));

    assertThat(failed.code()).isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
    assertThat(failed.detail()).startsWith("\"sailing\" was not").contains("a studio, a plain");
    assertThat(failed(run("studio, caption \"你好\"", Map.of(), 1, ANNA)).detail())
        .startsWith("A caption can have Latin");
  }

  @Test
  void refusesProfilesThatItCannotShow() {
    assertThat(failed(run("studio", Map.of(), 1, OLD)).code())
        .isEqualTo(FailureCode.OPERATION_UNAVAILABLE);
    assertThat(failed(run("studio", Map.of(), 1, OLD)).detail())
        .startsWith("Profile old cannot be put into a picture")
        .contains("Train it again");
    assertThat(failed(run("studio", Map.of(), 1, "nobody")).code())
        .isEqualTo(FailureCode.PROFILE_NOT_FOUND);
    assertThat(failed(run("studio", Map.of(), 1, ANNA, ANNA, ANNA, ANNA, ANNA)).code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
  }

  private AttemptResult run(
      String prompt, Map<String, String> parameters, int outputs, String... profiles) {
    return run(attempt(prompt, parameters, outputs, profiles));
  }

  private AttemptResult run(JobAttempt attempt) {
    return runner.run(attempt, "run", (_, _) -> {}, new Cancellation());
  }

  private static JobAttempt attempt(
      String prompt, Map<String, String> parameters, int outputs, String... profiles) {
    JobSpec spec =
        Attempts.spec(outputs)
            .setOperation(Operation.GENERATE)
            .setPrompt(prompt)
            .setInputs(List.of())
            .setProfileIds(Arrays.asList(profiles))
            .setOutputFormat(OutputFormat.JPG)
            .setParameters(new HashMap<>(parameters))
            .build();
    return Attempts.of(spec);
  }

  private Photo photo(Outcome outcome, int index) {
    return decoder.decode(files(outcome).get(index));
  }

  private List<byte[]> files(Outcome outcome) {
    var files = new ArrayList<byte[]>();
    outcome
        .getOutputs()
        .forEach(output -> files.add(blobs.read(output.getBlob().getKey()).orElseThrow()));
    return files;
  }

  private long whites(Outcome outcome) {
    try (Photo photo = photo(outcome, 0)) {
      long count = 0;
      for (int i = 0; i < photo.width() * photo.height() / 4; i++) {
        int rgb = Photos.rgb(photo, i % photo.width(), i / photo.width());
        count += (rgb & 255) > 240 && (rgb >> 16) > 240 ? 1 : 0;
      }
      return count;
    }
  }

  private static Outcome delivered(AttemptResult result) {
    assertThat(result).isInstanceOf(Delivered.class);
    return ((Delivered) result).outcome();
  }

  private static Failed failed(AttemptResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  /** One profile with a cut-out, and one that was trained before there were any. */
  private static InMemoryBlobStore storeWithProfiles() {
    var blobs = new InMemoryBlobStore();
    for (String id : List.of(ANNA, OLD)) {
      blobs.put(
          "profiles/acme/" + id + "/profile.json",
          """
          {"schema": "profile/1", "run": "run", "trainedAt": "2026-11-20T12:00:00Z",
           "pack": "faces", "model": "0", "crops": []}
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    double[] face = Scenes.whereTheFaceIs();
    try (Photo photo = Photos.photo(Scenes.person(600, 800))) {
      var head = new Head(600 * face[0], 800 * face[1], 600 * face[2], 800 * face[3]);
      var store = new ProfileStore(blobs);
      store.addCutouts(
          "acme",
          ANNA,
          store.current("acme", ANNA).orElseThrow(),
          List.of(Cutouts.of(photo, head, List.of()).orElseThrow()));
    }
    return blobs;
  }
}
