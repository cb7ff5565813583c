package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.starter.TinyWeights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackPinTest {
  @TempDir private Path directory;

  @Test
  void noticesLaterChangesOfAKnownLayout() throws IOException {
    Path model =
        Files.writeString(directory.resolve("gfpgan_1.4.onnx"), "\u0012\u0013as it was published");
    FileDigests digests = new FileDigests();
    assertThat(ModelPack.directory(directory, digests).pinned()).isFalse();

    assertThat(ModelPack.pin(directory, digests)).isTrue();
    assertThat(ModelPack.pin(directory, digests)).isFalse();

    ModelPack pinned = ModelPack.directory(directory, digests);
    assertThat(pinned.pinned()).isTrue();
    assertThat(pinned.id()).isEqualTo("gfpgan_1.4");
    assertThat(pinned.adapter("face.restore")).isEqualTo("gfpgan");
    // printf '\022\023as it was published' | sha256sum
    assertThat(pinned.file("face.restore").sha256())
        .isEqualTo("26af02657afd384c1763333d263d266b08ee416898a29e6cd9dc3f38257df401");
    Files.writeString(model, "something worse");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pinned.file("face.restore"))
        .withMessageContaining("gfpgan_1.4.onnx is damaged");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.pin(directory, digests))
        .withMessageContaining("gfpgan_1.4.onnx is not what it was: expected SHA-256");
  }

  @Test
  void addsOnlyWhatIsMissingToAManifest() throws IOException {
    Files.writeString(directory.resolve("mine.onnx"), "\u0012\u0005mine!");
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "mine", "version": "1", "title": "My own",
         "license": {"spdx": "MIT", "commercial": true},
         "files": [{"path": "mine.onnx"}],
         "roles": {"image.upscale":
           {"adapter": "real-esrgan", "model": "mine.onnx", "params": {"factor": 2}}}}
        """);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("the SHA-256 of mine.onnx is missing");

    assertThat(ModelPack.pin(directory, new FileDigests())).isTrue();

    assertThat(directory.resolve("pack.json")).content().contains("My own", "\"bytes\" : 7");
    assertThat(ModelPack.directory(directory).file("image.upscale").pack()).isEqualTo("mine");
  }

  @Test
  void checksTheWeightsNextToAModelAndTakesNoneThatAreNotListed() throws IOException {
    TinyWeights.write(directory, "adder.weights", 1, 2);
    Files.writeString(directory.resolve("pack.json"), manifest("adder.onnx", "adder.weights"));
    ModelPack.pin(directory, new FileDigests());
    ModelPack pack = ModelPack.directory(directory);
    // sha256sum adder.onnx adder.weights | sha256sum
    String both =
        pack.sha256("adder.onnx")
            + "  adder.onnx\n"
            + pack.sha256("adder.weights")
            + "  adder.weights\n";

    assertThat(pack.file("add").sha256())
        .isEqualTo(Sha256.hex(both.getBytes(StandardCharsets.UTF_8)));
    TinyWeights.write(directory, "adder.weights", 1, 2.5f);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory).file("add"))
        .withMessageContaining("adder.weights is damaged");

    Files.writeString(directory.resolve("pack.json"), manifest("adder.onnx", "adder.onnx"));
    ModelPack.pin(directory, new FileDigests());
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory).file("add"))
        .withMessageContaining("does not list the file adder.weights");
  }

  private static String manifest(String one, String other) {
    return """
    {"schema": "modelpack/1", "id": "adder", "version": "1",
     "license": {"spdx": "MIT", "commercial": true},
     "files": [{"path": "%s"}, {"path": "%s"}],
     "roles": {"add": {"adapter": "adder", "model": "adder.onnx", "params": {}}}}
    """
        .formatted(one, other);
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Files.writeString(directory.resolve("gfpgan_1.4.onnx"), "<html>not found</html>");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory).file("face.restore"))
        .withMessageContaining("gfpgan_1.4.onnx cannot be read");
  }

  @Test
  void readsAFileAgainOnlyWhenItHasChanged() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    FileDigests digests = new FileDigests();
    String first = digests.of(file);
    FileTime time = Files.getLastModifiedTime(file);

    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);
    assertThat(digests.of(file)).as("same size and time").isEqualTo(first);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(digests.of(file)).isNotEqualTo(first);
  }
}
