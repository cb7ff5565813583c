package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.cutout.HeadFinder;
import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Embedding;
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
import dev.likeness.worker.retouch.FaceRestorer;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.testing.Shared;
import dev.likeness.worker.testing.WrittenPack;
import dev.likeness.worker.upscale.Upscaler;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enhancing with networks that restore and enlarge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefinedEnhanceTest {
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final EnhancePipeline pipeline = EnhancePipeline.load(ModelPack.starter(), device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final PhotoGate gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
  private final List<AutoCloseable> open = new ArrayList<>();
  private FaceReader faces;
  private Upscaler upscaler;
  private FaceRestorer softener;
  private FaceRestorer strangers;
  private FaceRestorer unguardedStrangers;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    faces = FaceReader.load(MarkedFaces.pack(folder.resolve("faces"), 7), device);
    upscaler =
        Upscaler.load(
            new WrittenPack("enlarging")
                .with(
                    Upscaler.ROLE,
                    "real-esrgan",
                    TinyNets.upscaler(4, true),
                    "{\"factor\": 4, \"overlap\": 16}")
                .write(folder.resolve("upscaler")),
            device);
    softener = restorer(folder.resolve("softener"), "softening", TinyNets.restorer(128, .7), .9);
    strangers = restorer(folder.resolve("strangers"), "strangers", TinyNets.stranger(128, 9), .9);
    unguardedStrangers =
        restorer(folder.resolve("unguarded"), "strangers", TinyNets.stranger(128, 9), 0);
    open.addAll(
        List.of(softener, strangers, unguardedStrangers, upscaler, faces, pipeline, device));
  }

  private FaceRestorer restorer(Path folder, String name, byte[] model, double retention)
      throws IOException {
    String parameters = "{\"retention\": %s}".formatted(retention);
    return FaceRestorer.load(
        new WrittenPack(name).with(FaceRestorer.ROLE, "gfpgan", model, parameters).write(folder),
        faces,
        device);
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, 150, 2K, 2048, 1536",
    "150, 200, 4K, 3072, 4096",
    "2000, 700, 2K, 2048, 717",
    "2048, 100, 2K, 2048, 100",
    "2200, 90, 2K, 2200, 90"
  })
  void enlargesWhatIsSmallerThanTheResolution(
      int width, int height, String resolution, int newWidth, int newHeight) {
    byte[] photo = ImageFiles.file(Scenes.house(width, height), "png");

    Made made = run(enhance(Optional.empty(), resolution), photo, "", 1);

    EncodedImage image = made.images().getFirst();
    assertThat(image.width()).isEqualTo(newWidth);
    assertThat(image.height()).isEqualTo(newHeight);
    boolean enlarged = newWidth > width;
    assertThat(roles(made).contains("enlarging/image.upscale")).isEqualTo(enlarged);
  }

  @Test
  void restoresFacesAndTellsSo() {
    Made made = run(enhance(Optional.of(softener), "2K"), anna(), "", 1);

    assertThat(roles(made))
        .containsExactly(
            "starter/enhance.analyze",
            "starter/enhance.apply",
            "softening/face.restore",
            "enlarging/image.upscale");
    assertThat(retention(made.images().getFirst())).isGreaterThanOrEqualTo(.9);
  }

  @Test
  void takesAsLittleOfARestorationAsIsNeededForTheFaceToStayWhoItIs() {
    Made guarded = run(enhance(Optional.of(strangers), "2K"), anna(), "", 1);
    Made unguarded = run(enhance(Optional.of(unguardedStrangers), "2K"), anna(), "", 1);

    assertThat(retention(unguarded.images().getFirst())).isLessThan(.8);
    // The correction alone costs this embedder, which sees nothing but colours, some too.
    double corrected =
        retention(run(enhance(Optional.empty(), "2K"), anna(), "", 1).images().getFirst());
    assertThat(retention(guarded.images().getFirst()))
        .isGreaterThanOrEqualTo(Math.min(.9, corrected) - .03)
        .isGreaterThan(.85);
  }

  @Test
  void goesOnFromBeginToEndOnce() {
    var fractions = new ArrayList<Double>();
    var stages = new StageClock(System::nanoTime, (_, fraction) -> fractions.add(fraction));

    enhance(Optional.of(softener), "2K")
        .run(Attempts.of(Attempts.spec(2).build()), Inputs.of(anna()), stages, new Cancellation());

    assertThat(fractions).isSorted().hasSizeGreaterThan(20);
  }

  @Test
  void doesWhatThePromptSaysOrSaysThatItCannot() {
    var enhance = new EnhanceOperation(gate, pipeline);
    byte[] bad = ImageFiles.file(Scenes.badlyTaken(Scenes.house(200, 150)), "png");

    byte[] full = run(enhance, bad, "", 1).images().getFirst().bytes();
    byte[] half = run(enhance, bad, "60%", 1).images().getFirst().bytes();
    List<EncodedImage> series = run(enhance, bad, "", 3).images();

    assertThat(half).isNotEqualTo(full).isEqualTo(series.get(2).bytes());
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> run(enhance, bad, "make me smile", 1))
        .matches(refused -> refused.code() == FailureCode.EDIT_NOT_UNDERSTOOD)
        .withMessageStartingWith("\"me\" was not understood.")
        .withMessageContaining("Ask edit for other changes.");
  }

  @Test
  void saysWhatIsLoaded() {
    assertThat(new EnhanceOperation(gate, pipeline).capability().note())
        .contains("at the photo's own size")
        .contains("It does not enlarge or restore faces.");
    assertThat(enhance(Optional.empty(), "4K").capability())
        .matches(capability -> capability.resolutions().equals(List.of("4K")))
        .extracting(capability -> capability.note())
        .asString()
        .contains("enlarges smaller photos to 4096 pixels (enlarging)")
        .contains("It does not restore faces.");
    assertThat(enhance(Optional.of(softener), "2K").capability().note())
        .contains("restores faces (softening)")
        .doesNotContain("does not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two_people.jpg", "obama3.jpg", "astronaut.png"})
  void keepsTheIdentityOfRealPeopleAt2K(String name, @TempDir Path folder) throws IOException {
    Shared.assume("models", "photos");
    byte[] file = Shared.file("photos/" + name);
    try (FaceReader real = FaceReader.load(ModelPack.directory(Shared.folder("models")), device);
        FaceRestorer restorer =
            FaceRestorer.load(
                new WrittenPack("strangers")
                    .with(FaceRestorer.ROLE, "gfpgan", TinyNets.stranger(512, 9), "{}")
                    .write(folder),
                real,
                device)) {
      var enhance =
          new EnhanceOperation(
              gate,
              pipeline,
              new Refinements(Optional.of(restorer), Optional.of(upscaler), "2K"),
              HeadFinder.none());

      EncodedImage image = run(enhance, file, "", 1).images().getFirst();

      assertThat(Math.max(image.width(), image.height())).isGreaterThanOrEqualTo(2048);
      assertThat(retention(real, file, image.bytes())).isGreaterThanOrEqualTo(.9);
    }
  }

  private EnhanceOperation enhance(Optional<FaceRestorer> restorer, String resolution) {
    return new EnhanceOperation(
        gate,
        pipeline,
        new Refinements(restorer, Optional.of(upscaler), resolution),
        HeadFinder.none());
  }

  private double retention(EncodedImage image) {
    return retention(faces, anna(), image.bytes());
  }

  /** The least cosine between a face of a photo and the nearest one of another photo. */
  private double retention(FaceReader reader, byte[] before, byte[] after) {
    List<Embedding> were = faces(reader, before);
    List<Embedding> are = faces(reader, after);
    return were.stream()
        .mapToDouble(was -> are.stream().mapToDouble(was::cosine).max().orElse(-1))
        .min()
        .orElseThrow();
  }

  private List<Embedding> faces(FaceReader reader, byte[] file) {
    try (Photo photo = decoder.decode(file)) {
      List<Embedding> embeddings = new ArrayList<>();
      for (Face face : reader.detect(photo, new Cancellation())) {
        embeddings.add(reader.embed(photo, face, new Cancellation()));
      }
      return embeddings;
    }
  }

  private static byte[] anna() {
    // Exposed well enough for the correction to leave the colours of the face alone.
    BufferedImage image = Scenes.house(640, 480);
    MarkedFaces.draw(image, 1, 320, 240, 180, 10);
    return ImageFiles.file(image, "png");
  }

  private static List<String> roles(Made made) {
    return made.models().stream().map(model -> model.getPack() + "/" + model.getRole()).toList();
  }

  private static Made run(EnhanceOperation operation, byte[] photo, String prompt, int outputs) {
    return operation.run(
        Attempts.of(
            Attempts.spec(outputs).setPrompt(prompt).setOutputFormat(OutputFormat.PNG).build()),
        Inputs.of(photo),
        new StageClock(System::nanoTime, (_, _) -> {}),
        new Cancellation());
  }
}
