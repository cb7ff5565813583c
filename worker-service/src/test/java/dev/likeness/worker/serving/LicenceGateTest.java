package dev.likeness.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.SafetyPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicenceGateTest {
  @TempDir private Path directory;

  @Test
  void standsBeforeThePackOfTheContentRulesToo() throws IOException {
    SafetyPack.write(directory, SafetyPack.parameters(.5));
    Path manifest = directory.resolve("pack.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"commercial\": true", "\"commercial\": false"));

    try (var device = OnnxDevice.open(DeviceSettings.cpu(1))) {
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> load(false, device).close())
          .withMessageContaining("red-alert must not be used commercially")
          .withMessageContaining("LIKENESS_SAFETY_PACK");
      try (ServedModels served = load(true, device)) {
        assertThat(served.packs()).anyMatch(pack -> pack.getName().equals("red-alert"));
      }
    }
  }

  private ServedModels load(boolean nonCommercial, OnnxDevice device) {
    var bench =
        new Workbench(
            new ImageDecoder(DecodeLimits.standard()),
            new ImageEncoder(),
            new FileSystemBlobStore(directory));
    return ServedModels.load(
        new ServingSettings(
            List.of(), nonCommercial, Optional.of(directory), OptionalDouble.empty()),
        device,
        bench);
  }
}
