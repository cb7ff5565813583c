package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
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
    Path model = Files.writeString(directory.resolve("gfpgan_1.4.onnx"), "as it was published");
    FileDigests digests = new FileDigests();
    assertThat(ModelPack.directory(directory, digests).pinned()).isFalse();

    assertThat(ModelPack.pin(directory, digests)).isTrue();
    assertThat(ModelPack.pin(directory, digests)).isFalse();

    ModelPack pinned = ModelPack.directory(directory, digests);
    assertThat(pinned.pinned()).isTrue();
    assertThat(pinned.id()).isEqualTo("gfpgan_1.4");
    assertThat(pinned.adapter("face.restore")).isEqualTo("gfpgan");
    // printf 'as it was published' | sha256sum
    assertThat(pinned.file("face.restore").sha256())
        .isEqualTo("51ce63761c13e17ef5ae1f85ae97d9cdb272c0512a9c50805db3288052d3b0ec");
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
    Files.writeString(directory.resolve("mine.onnx"), "weights");
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
        .withMessageContaining("sha256");

    assertThat(ModelPack.pin(directory, new FileDigests())).isTrue();

    assertThat(directory.resolve("pack.json")).content().contains("My own", "\"bytes\" : 7");
    assertThat(ModelPack.directory(directory).file("image.upscale").pack()).isEqualTo("mine");
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
