package dev.likeness.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.SafetyPack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a classifier of our own on the real runtime. */
class SafetyClassifierTest {
  @TempDir private Path directory;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(1));

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void objectsFromTheThresholdOfThePackOn() throws IOException {
    String parameters = SafetyPack.parameters(0.5);

    assertThat(objection(parameters, OptionalDouble.empty(), 255, 100)).contains("red");
    assertThat(objection(parameters, OptionalDouble.empty(), 200, 100)).isEmpty();
  }

  @Test
  void takesTheThresholdOfTheConfigurationInstead() throws IOException {
    String parameters = SafetyPack.parameters(0.5);

    assertThat(objection(parameters, OptionalDouble.of(0.3), 200, 100)).contains("red");
    assertThat(objection(parameters, OptionalDouble.of(0.9), 255, 100)).isEmpty();
  }

  @Test
  void turnsLogitsIntoScores() throws IOException {
    // calm = 0 and red = 1: 1 / (1 + e^-1) = 0.7311
    String logits = SafetyPack.parameters(0.73).replace("false", "true");
    String above = SafetyPack.parameters(0.74).replace("false", "true");

    assertThat(objection(logits, OptionalDouble.empty(), 255, 0)).contains("red");
    assertThat(objection(above, OptionalDouble.empty(), 255, 0)).isEmpty();
  }

  @Test
  void normalisesAsThePackSays() throws IOException {
    // (1 - 0.5) / 0.5 - (0 - 0.5) / 0.5 = 2, twice as much as without.
    String parameters =
        SafetyPack.parameters(1.9)
            .replace("[0, 0, 0]", "[0.5, 0.5, 0.5]")
            .replace("[1, 1, 1]", "[0.5, 0.5, 0.5]");

    assertThat(objection(parameters, OptionalDouble.empty(), 255, 0)).contains("red");
  }

  @Test
  void saysWhatIsWrongWithAPack() throws IOException {
    assertRefused(
        SafetyPack.parameters(0.5).replace("\"red\": ", "\"blue\": "),
        "thresholds must name some of the classes [calm, red], not [blue]");
    assertRefused(SafetyPack.parameters(0.5).replace("\"softmax\": false,", ""), "softmax");
    assertRefused(
        SafetyPack.parameters(0.5).replace("16", "32"),
        "expected pixel_values FLOAT32 [1,3,32,32], got pixel_values FLOAT32 [?,3,16,16]");
  }

  @Test
  void isNotInTheStarterPack() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(
            () -> SafetyClassifier.load(ModelPack.starter(), device, OptionalDouble.empty()))
        .withMessageContaining("has no role safety.classify");
  }

  private void assertRefused(String parameters, String message) throws IOException {
    SafetyPack.write(directory, parameters);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(
            () ->
                SafetyClassifier.load(
                    ModelPack.directory(directory), device, OptionalDouble.empty()))
        .withMessageContaining(message);
  }

  private Optional<String> objection(
      String parameters, OptionalDouble threshold, int red, int green) throws IOException {
    SafetyPack.write(directory, parameters);
    try (var safety = SafetyClassifier.load(ModelPack.directory(directory), device, threshold);
        Photo photo = Photo.allocate(50, 30)) {
      ByteBuffer pixels = photo.pixels();
      while (pixels.hasRemaining()) {
        pixels.put((byte) red).put((byte) green).put((byte) 0);
      }
      return safety.objection(photo, new Cancellation());
    }
  }
}
