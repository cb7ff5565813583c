package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.worker.cutout.HeadFinder;
import dev.likeness.worker.cutout.SubjectCutter;
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
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.style.Styles;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edit and remix with the starter pack on the real runtime, as a worker runs them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StarterEditsTest {
  private static final BufferedImage HOUSE = Scenes.house(480, 360);
  private static final byte[] PHOTO = ImageFiles.file(HOUSE, "png");
  private static final byte[] ORANGE =
      ImageFiles.file(Scenes.badlyTaken(Scenes.clutter(200, 200, 3)), "png");

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final AdjustPipeline adjust = AdjustPipeline.load(ModelPack.starter(), device);
  private final RemixPipeline remix = RemixPipeline.load(ModelPack.starter(), device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final PhotoGate gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final AttemptRunner runner =
      new AttemptRunner(
          blobs,
          Map.of(
              Operation.EDIT,
                  new EditOperation(
                      gate, adjust, new SubjectCutter(HeadFinder.none()), CaptionPen.open()),
              Operation.REMIX, new RemixOperation(gate, remix, Styles.NONE)),
          () -> Instant.EPOCH,
          System::nanoTime);

  @AfterAll
  void close() {
    remix.close();
    adjust.close();
    device.close();
  }

  @Test
  void editsAtTheDefaultsOfARequest() {
    Outcome outcome =
        delivered(edit("make it brighter", Map.of("base_model", "nb2", "resolution", "1K"), 1));

    assertThat(sizes(outcome)).containsExactly("1024x768");
    assertThat(brightness(outcome, 0)).isGreaterThan(brightness(HOUSE) + 8);
    assertThat(outcome.getModels()).extracting(ModelUsed::getRole).containsExactly("edit.adjust");
  }

  @ParameterizedTest
  @CsvSource({
    "rotate right, auto, 1K, 768x1024", "brighter, 1:1, 1K, 1024x1024",
        "brighter, 9:16, 2K, 1152x2048",
    "crop to 16:9, auto, 1K, 1024x576", "crop to 16:9, 16:9, 1K, 1024x576",
        "flip it, auto, 4K, 4096x3072"
  })
  void deliversTheFrameAndTheSizeThatWereAskedFor(
      String prompt, String aspectRatio, String resolution, String size) {
    assertThat(
            sizes(
                delivered(
                    edit(
                        prompt, Map.of("aspect_ratio", aspectRatio, "resolution", resolution), 1))))
        .containsExactly(size);
  }

  @ParameterizedTest
  @CsvSource({
    "mirror, algorithmicallyEnhanced",
    "rotate right, algorithmicallyEnhanced",
    "brighter, compositeWithTrainedAlgorithmicMedia"
  })
  void saysWhetherAModelHadAPart(String prompt, String source) {
    Outcome outcome = delivered(edit(prompt, Map.of(), 1));

    byte[] file = blobs.read(outcome.getOutputs().getFirst().getBlob().getKey()).orElseThrow();
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .contains("digitalsourcetype/" + source + "\"");
    assertThat(outcome.getModels().isEmpty()).isEqualTo(source.startsWith("algorithmically"));
  }

  @Test
  void makesASeriesOfWhichTheFirstIsChangedMost() {
    Outcome outcome = delivered(edit("a lot darker", Map.of(), 3));

    List<Double> brightness =
        List.of(brightness(outcome, 0), brightness(outcome, 1), brightness(outcome, 2));
    assertThat(brightness).isSorted();
    assertThat(brightness.getFirst()).isLessThan(brightness.getLast() - 5);
    assertThat(brightness.getLast()).isLessThan(brightness(HOUSE) - 5);
  }

  @Test
  void writesACaptionWhereItIsToBe() {
    byte[] grey = ImageFiles.file(plain(400, 300, 0x808080), "png");

    Outcome outcome = delivered(edit(grey, "write \"Åse, 1984\" at the top", Map.of(), 1));

    try (Photo photo = photo(outcome, 0)) {
      assertThat(whites(photo, 0, photo.height() / 4)).isGreaterThan(500);
      assertThat(whites(photo, photo.height() / 4, photo.height())).isZero();
    }
    assertThat(outcome.getModels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          put a hat on the dog                | "hat" was not understood.
          blur the sky                        | Only the background can be blurred
          crop to 4:3                         | The prompt leaves this photo as it is.
          rotate 360 degrees                  | The prompt leaves this photo as it is.
          brighter, darker                    | The prompt leaves this photo as it is.
          write "你好"                         | A caption can have Latin, Greek and Cyrillic letters
          """)
  void failsWithWhatItCanDo(String prompt, String why) {
    Failed failed = failed(edit(prompt, Map.of(), 1));

    assertThat(failed.code()).isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
    assertThat(failed.detail()).startsWith(why).contains("which can do: brighter or darker");
  }

  @Test
  void blursTheBackgroundInASeries() {
    byte[] person = ImageFiles.file(Scenes.person(600, 800), "png");

    Outcome outcome = delivered(edit(person, "blur the background a lot", Map.of(), 2));

    assertThat(sizes(outcome)).containsExactly("768x1024", "768x1024");
    try (Photo more = photo(outcome, 0);
        Photo less = photo(outcome, 1)) {
      assertThat(SamePixels.in(more, less)).isFalse();
    }
    assertThat(outcome.getModels()).isEmpty();
  }

  @Test
  void doesNotBlurWhatItCannotTellApart() {
    byte[] grey = ImageFiles.file(plain(400, 300, 0x808080), "png");
    byte[] clutter = ImageFiles.file(Scenes.clutter(400, 300, 5), "png");

    for (byte[] photo : List.of(grey, clutter)) {
      Failed failed = failed(edit(photo, "brighter, blur the background", Map.of(), 1));
      assertThat(failed.code()).isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
      assertThat(failed.detail()).startsWith("The subject of this photo cannot be told from");
    }
  }

  @Test
  void neverDeliversAnUnchangedPhoto() {
    byte[] grey = ImageFiles.file(plain(400, 300, 0x808080), "png");

    assertThat(failed(edit(grey, "black and white", Map.of(), 1)).code())
        .isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
    assertThat(failed(edit(grey, "sharpen", Map.of(), 1)).code())
        .isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
  }

  @Test
  void refusesWhatItWouldHaveToIgnore() {
    assertThat(failed(runner(Operation.EDIT, "brighter", Map.of(), 1, PHOTO, PHOTO)))
        .isEqualTo(
            new Failed(
                FailureCode.INVALID_REQUEST,
                "The models of this installation edit one photo at a time, not 2: send one image in"
                    + " each request."));
    assertThat(failed(edit("crop to 1:1", Map.of("aspect_ratio", "16:9"), 1)).detail())
        .contains("different proportions");
    assertThat(failed(edit("black and white", Map.of(), 2)).detail()).contains("ask for one");
  }

  @Test
  void remixesAtTwoThousandPixels() {
    Outcome outcome = delivered(runner(Operation.REMIX, "", Map.of(), 2, PHOTO, ORANGE));

    assertThat(sizes(outcome)).containsExactly("2048x1536", "2048x1536");
    assertThat(brightness(outcome, 0)).isLessThan(brightness(outcome, 1) - 2);
    assertThat(brightness(outcome, 1)).isLessThan(brightness(HOUSE) - 2);
    assertThat(outcome.getModels())
        .extracting(ModelUsed::getRole)
        .containsExactly("remix.analyze", "remix.apply");
  }

  @Test
  void letsThePromptSayHowStrongARemixIs() {
    double subtle =
        brightness(delivered(runner(Operation.REMIX, "subtle", Map.of(), 1, PHOTO, ORANGE)), 0);
    double strong =
        brightness(delivered(runner(Operation.REMIX, "strong", Map.of(), 1, PHOTO, ORANGE)), 0);

    assertThat(strong).isLessThan(subtle - 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"as an oil painting", "warmer"})
  void refusesToRemixInAnyOtherWay(String prompt) {
    Failed failed = failed(runner(Operation.REMIX, prompt, Map.of(), 1, PHOTO, ORANGE));

    assertThat(failed.code()).isEqualTo(FailureCode.EDIT_NOT_UNDERSTOOD);
    assertThat(failed.detail()).contains("tones and tints", "subtle");
  }

  @Test
  void refusesAReferenceThatHasTheLookAlready() {
    assertThat(failed(runner(Operation.REMIX, "", Map.of(), 1, PHOTO, PHOTO)).detail())
        .contains("has the look of the input already");
  }

  @Test
  void saysWhatItIs() {
    assertThat(runner.serves())
        .allSatisfy(
            served -> {
              assertThat(served.getBaseModels()).isEmpty();
              assertThat(served.getIdentity()).isFalse();
              assertThat(served.getNote()).startsWith("Starter models");
            });
  }

  private AttemptResult edit(String prompt, Map<String, String> parameters, int outputs) {
    return edit(PHOTO, prompt, parameters, outputs);
  }

  private AttemptResult edit(
      byte[] photo, String prompt, Map<String, String> parameters, int outputs) {
    return runner(Operation.EDIT, prompt, parameters, outputs, photo);
  }

  private AttemptResult runner(
      Operation operation,
      String prompt,
      Map<String, String> parameters,
      int outputs,
      byte[]... photos) {
    BlobRef some = Attempts.spec(1).build().getInputs().getFirst();
    var inputs = new ArrayList<BlobRef>();
    for (byte[] photo : photos) {
      String key = Attempts.INPUT + inputs.size();
      blobs.put(key, photo);
      inputs.add(BlobRef.newBuilder(some).setKey(key).build());
    }
    JobSpec spec =
        Attempts.spec(outputs)
            .setOperation(operation)
            .setPrompt(prompt)
            .setInputs(inputs)
            .setOutputFormat(OutputFormat.JPG)
            .setParameters(new HashMap<>(parameters))
            .build();
    return runner.run(Attempts.of(spec), "run", (_, _) -> {}, new Cancellation());
  }

  private static Outcome delivered(AttemptResult result) {
    assertThat(result).isInstanceOf(Delivered.class);
    return ((Delivered) result).outcome();
  }

  private static Failed failed(AttemptResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  private static List<String> sizes(Outcome outcome) {
    return outcome.getOutputs().stream()
        .map(output -> output.getWidth() + "x" + output.getHeight())
        .toList();
  }

  private Photo photo(Outcome outcome, int index) {
    OutputImage output = outcome.getOutputs().get(index);
    return decoder.decode(blobs.read(output.getBlob().getKey()).orElseThrow());
  }

  private double brightness(Outcome outcome, int index) {
    try (Photo photo = photo(outcome, index)) {
      return brightness(photo);
    }
  }

  private static double brightness(BufferedImage picture) {
    try (Photo photo = Photos.photo(picture)) {
      return brightness(photo);
    }
  }

  private static double brightness(Photo photo) {
    double sum = 0;
    for (byte value : Photos.bytes(photo)) {
      sum += value & 255;
    }
    return sum / (photo.width() * photo.height() * 3.0);
  }

  private static long whites(Photo photo, int top, int bottom) {
    long count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = 0; x < photo.width(); x++) {
        count += (Photos.rgb(photo, x, y) & 255) > 240 ? 1 : 0;
      }
    }
    return count;
  }

  private static BufferedImage plain(int width, int height, int rgb) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }
}
