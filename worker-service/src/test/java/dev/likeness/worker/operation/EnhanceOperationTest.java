package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.ImageHeader;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Scenes;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the starter pack on the real runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnhanceOperationTest {
  private static final byte[] BAD =
      ImageFiles.file(Scenes.badlyTaken(Scenes.house(200, 150)), "png");

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final EnhancePipeline pipeline = EnhancePipeline.load(ModelPack.starter(), device);
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final EnhanceOperation enhance = enhance(ImageSafety.none());

  @AfterAll
  void close() {
    pipeline.close();
    device.close();
  }

  @ParameterizedTest
  @CsvSource({"JPG, JPEG", "PNG, PNG"})
  void writesTheFormatThatWasAskedFor(OutputFormat asked, ImageFormat written) {
    EncodedImage image = run(BAD, 1, asked).images().getFirst();

    assertThat(ImageHeader.of(image.bytes()).format()).isEqualTo(written);
    assertThat(image.mediaType()).isEqualTo(written.mediaType());
    assertThat(image.extension()).isEqualTo(written.extension());
    assertThat(image.width()).isEqualTo(200);
    assertThat(image.height()).isEqualTo(150);
  }

  @Test
  void makesASeriesOfWhichTheFirstIsChangedMost() {
    Made made = run(BAD, 3, OutputFormat.PNG);

    List<Double> brightness =
        made.images().stream().map(image -> brightness(image.bytes())).toList();
    assertThat(brightness).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(brightness.getFirst()).isGreaterThan(brightness.getLast() + 5);
    assertThat(brightness.getLast()).isGreaterThan(brightness(BAD) + 5);
  }

  @Test
  void namesTheModelsThatTookPart() {
    assertThat(run(BAD, 1, OutputFormat.JPG).models())
        .extracting(model -> model.getPack() + "/" + model.getRole())
        .containsExactly("starter/enhance.analyze", "starter/enhance.apply");
  }

  @Test
  void goesOnFromBeginToEndOnce() {
    var fractions = new ArrayList<Double>();
    var stages = new StageClock(System::nanoTime, (_, fraction) -> fractions.add(fraction));

    enhance.run(Attempts.of(Attempts.spec(2).build()), Inputs.of(BAD), stages, new Cancellation());

    assertThat(fractions).isSorted();
    assertThat(fractions.getLast()).isBetween(.8, .95);
  }

  @Test
  void refusesWhatIsNoPhoto() {
    assertThatExceptionOfType(ImageRefused.class)
        .isThrownBy(() -> run(new byte[] {1, 2, 3}, 1, OutputFormat.JPG));
  }

  @Test
  void stopsWhenCancelled() {
    var cancellation = new Cancellation();
    cancellation.request();

    assertThatExceptionOfType(RunCancelled.class)
        .isThrownBy(
            () ->
                enhance.run(
                    Attempts.of(Attempts.spec(1).build()), Inputs.of(BAD), quiet(), cancellation));
  }

  @Test
  void refusesAPhotoThatIsAgainstTheRules() {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> run(enhance(objecting(1)), BAD, 1, OutputFormat.JPG))
        .withMessage("Input photo 1 is against the content rules (red things): use another photo.");
  }

  @Test
  void deliversNoResultThatIsAgainstTheRules() {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(() -> run(enhance(objecting(3)), BAD, 2, OutputFormat.JPG))
        .withMessageContaining("The result is against the content rules");
  }

  /** Objects to the photo that it is asked about at this call, from 1. */
  private static ImageSafety objecting(int call) {
    var calls = new AtomicInteger();
    return new ImageSafety() {
      @Override
      public Optional<String> objection(Photo photo, Cancellation cancellation) {
        return calls.incrementAndGet() == call ? Optional.of("red things") : Optional.empty();
      }

      @Override
      public List<ModelFile> models() {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }

  private EnhanceOperation enhance(ImageSafety safety) {
    return new EnhanceOperation(new PhotoGate(decoder, safety, new ImageEncoder()), pipeline);
  }

  private Made run(byte[] photo, int outputs, OutputFormat format) {
    return run(enhance, photo, outputs, format);
  }

  private static Made run(
      EnhanceOperation operation, byte[] photo, int outputs, OutputFormat format) {
    return operation.run(
        Attempts.of(Attempts.spec(outputs).setOutputFormat(format).build()),
        Inputs.of(photo),
        quiet(),
        new Cancellation());
  }

  private static StageClock quiet() {
    return new StageClock(System::nanoTime, (_, _) -> {});
  }

  private double brightness(byte[] file) {
    try (Photo photo = decoder.decode(file)) {
      var pixels = photo.pixels();
      long sum = 0;
      while (pixels.hasRemaining()) {
        sum += pixels.get() & 255;
      }
      return (double) sum / pixels.limit();
    }
  }
}
