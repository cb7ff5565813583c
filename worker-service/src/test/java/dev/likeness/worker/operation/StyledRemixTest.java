package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.starter.TinyNets;
import dev.likeness.worker.style.Styles;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.testing.WrittenPack;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Remix with a style net that makes negatives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StyledRemixTest {
  private static final byte[] BLACK =
      ImageFiles.file(new BufferedImage(320, 160, BufferedImage.TYPE_INT_RGB), "png");
  private static final byte[] NO_PHOTO = {1, 2, 3};

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final RemixPipeline pipeline = RemixPipeline.load(ModelPack.starter(), device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private Styles styles;
  private RemixOperation remix;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    styles =
        Styles.load(
            List.of(
                new WrittenPack("tiny-styles")
                    .with(
                        "style.transfer.candy", "fast-neural-style", TinyNets.freeNegative(), "{}")
                    .with(
                        "style.transfer.rain-princess",
                        "fast-neural-style",
                        TinyNets.negative(224),
                        "{}")
                    .write(folder)),
            device);
    remix =
        new RemixOperation(
            new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder()), pipeline, styles);
  }

  @AfterAll
  void close() {
    styles.close();
    pipeline.close();
    device.close();
  }

  @Test
  void paintsInTheStyleThatThePromptNames() {
    for (String prompt : List.of("candy", "in the style of Rain Princess")) {
      Made made = run(prompt, 1, NO_PHOTO);

      assertThat(made.images()).singleElement().matches(image -> image.width() == 2048);
      assertThat(levels(made)).containsExactly(255);
      assertThat(made.models())
          .singleElement()
          .matches(model -> model.getRole().startsWith("style.transfer."));
    }
  }

  @Test
  void makesASeriesFromThePaintingTowardsThePhoto() {
    assertThat(levels(run("candy, 80%", 3, NO_PHOTO))).containsExactly(204, 163, 122);
  }

  @Test
  void takesTheLookOfTheReferenceWhereNoStyleIsNamed() {
    byte[] house = ImageFiles.file(Scenes.house(100, 80), "png");
    byte[] dark = ImageFiles.file(Scenes.badlyTaken(Scenes.house(100, 80)), "png");

    Made made = run("", 1, house, dark);

    assertThat(made.models())
        .extracting(model -> model.getRole())
        .containsExactly("remix.analyze", "remix.apply");
  }

  @Test
  void saysWhichStylesThereAre() {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> run("in the style of Hokusai", 1, NO_PHOTO))
        .matches(refused -> refused.code() == FailureCode.EDIT_NOT_UNDERSTOOD)
        .withMessageContaining("\"Hokusai\" was not understood.")
        .withMessageContaining("candy, rain-princess");
    assertThat(remix.capability().note()).contains("candy, rain-princess");
  }

  private List<Integer> levels(Made made) {
    return made.images().stream()
        .map(
            image -> {
              try (Photo photo = decoder.decode(image.bytes())) {
                return Photos.rgb(photo, 1000, 500) & 255;
              }
            })
        .toList();
  }

  private Made run(String prompt, int outputs, byte[] reference) {
    return run(prompt, outputs, BLACK, reference);
  }

  private Made run(String prompt, int outputs, byte[] input, byte[] reference) {
    return remix.run(
        Attempts.of(
            Attempts.spec(outputs)
                .setOperation(Operation.REMIX)
                .setPrompt(prompt)
                .setOutputFormat(OutputFormat.PNG)
                .build()),
        Inputs.of(input, reference),
        new StageClock(System::nanoTime, (_, _) -> {}),
        new Cancellation());
  }
}
