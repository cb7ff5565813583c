package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.starter.StarterPackGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPackTest {
  @TempDir private Path directory;

  @Test
  void readsTheStarterPackOfTheBuild() {
    ModelPack pack = ModelPack.starter();

    ModelFile file = pack.file("enhance.apply");

    assertThat(pack.id()).isEqualTo("starter");
    assertThat(file.sha256()).hasSize(64);
    assertThat(file.toString()).startsWith("starter/enhance.apply (");
    assertThat(pack.parameter("enhance.apply", "alignment")).isEqualTo(4);
  }

  @Test
  void refusesAFileThatDoesNotMatchItsDigest() throws IOException {
    StarterPackGenerator.write(directory);
    Path graph = directory.resolve("enhance-apply.onnx");
    byte[] damaged = Files.readAllBytes(graph);
    damaged[100] ^= 1;
    Files.write(graph, damaged);
    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.file("enhance.analyze").sha256()).hasSize(64);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.file("enhance.apply"))
        .withMessageContaining("enhance-apply.onnx is damaged: expected SHA-256");
  }

  @Test
  void refusesARoleThatItDoesNotHave() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.starter().file("swap.face"))
        .withMessageContaining("has no role swap.face");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/secret", "a/../../secret", "a//b", "."})
  void refusesAFileOutsideOfTheDirectory(String path) throws IOException {
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "odd", "version": "1",
         "license": {"spdx": "MIT", "commercial": true},
         "files": [{"path": "%s", "sha256": "%s", "bytes": 1}],
         "roles": {"enhance.apply": {"adapter": "a", "model": "%s", "params": {}}}}
        """
            .formatted(path, "0".repeat(64), path));

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("the file " + path + " is outside of the pack");
  }

  @Test
  void refusesAManifestOfAnotherSchema() throws IOException {
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/9", "id": "new", "version": "1",
         "license": {"spdx": "MIT", "commercial": true}, "files": [], "roles": {}}
        """);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("modelpack/9, expected modelpack/1");
  }

  @Test
  void refusesADirectoryThatIsNoPack() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("no model pack in " + directory.toAbsolutePath())
        .withMessageContaining("face_detection_yunet_2023mar.onnx");
  }

  @Test
  void saysThatThereIsNoDirectory() {
    Path missing = directory.resolve("missing");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(missing))
        .withMessageContaining("there is no directory " + missing.toAbsolutePath());
  }

  @Test
  void knowsPublicLayoutsByTheirFilesAndAcceptsNoOtherContent() throws IOException {
    Files.write(directory.resolve("det_10g.onnx"), new byte[] {1});
    Files.write(directory.resolve("w600k_r50.onnx"), new byte[] {2});
    Files.write(directory.resolve("genderage.onnx"), new byte[] {3});

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.id()).isEqualTo("insightface-buffalo_l");
    assertThat(pack.roles()).containsExactly("face.detect", "face.embed");
    assertThat(pack.adapter("face.detect")).isEqualTo("scrfd");
    assertThat(pack.parameters("face.embed", Limits.class)).isEqualTo(new Limits(.35, .05));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.file("face.detect"))
        .withMessageContaining("det_10g.onnx is damaged: expected SHA-256 5838f7fe");
  }

  @Test
  void refusesAPackThatMustNotBeUsedCommerciallyUnlessAllowed() throws IOException {
    Files.write(directory.resolve("det_10g.onnx"), new byte[] {1});
    Files.write(directory.resolve("w600k_r50.onnx"), new byte[] {2});

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPacks.open(List.of(directory), false))
        .withMessageContaining("non-commercial research only")
        .withMessageContaining("LIKENESS_WORKER_ALLOW_NONCOMMERCIAL");
    assertThat(ModelPacks.open(List.of(directory), true).all())
        .extracting(ModelPack::id)
        .containsExactly("insightface-buffalo_l", "starter");
  }

  @Test
  void takesWhatAPackLacksFromTheNext() throws IOException {
    Files.write(directory.resolve("det_10g.onnx"), new byte[] {1});
    Files.write(directory.resolve("w600k_r50.onnx"), new byte[] {2});
    ModelPacks packs = ModelPacks.open(List.of(directory), true);

    assertThat(packs.having("enhance.apply")).map(ModelPack::id).hasValue("starter");
    assertThat(packs.having("face.detect", "face.embed"))
        .map(ModelPack::id)
        .hasValue("insightface-buffalo_l");
    assertThat(packs.having("swap.face")).isEmpty();
  }

  @Test
  void readsSmallFilesThatAreListed() throws IOException {
    write("vocabulary of this pack", "{\"prediction\": \"epsilon\"}");
    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.text("scheduler/config.json")).isEqualTo("{\"prediction\": \"epsilon\"}");
    assertThat(pack.packFile("vocab.txt")).hasContent("vocabulary of this pack");
    assertThat(pack.lists("vocab.txt")).isTrue();
    assertThat(pack.lists("merges.txt")).isFalse();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.text("merges.txt"))
        .withMessageContaining("does not list the file merges.txt");
    Files.writeString(directory.resolve("vocab.txt"), "something else");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.packFile("vocab.txt"))
        .withMessageContaining("vocab.txt is damaged");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.text("vocab.txt"))
        .withMessageContaining("vocab.txt is damaged");
  }

  private void write(String vocabulary, String scheduler) throws IOException {
    Files.createDirectories(directory.resolve("scheduler"));
    Files.writeString(directory.resolve("vocab.txt"), vocabulary);
    Files.writeString(directory.resolve("scheduler/config.json"), scheduler);
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "texts", "version": "1",
         "license": {"spdx": "MIT", "commercial": true},
         "files": [{"path": "vocab.txt", "sha256": "%s", "bytes": 1},
                   {"path": "scheduler/config.json", "sha256": "%s", "bytes": 1}],
         "roles": {"image.upscale": {"adapter": "a", "model": "m", "params": {"tile": 512}}}}
        """
            .formatted(
                Sha256.hex(vocabulary.getBytes(StandardCharsets.UTF_8)),
                Sha256.hex(scheduler.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void fillsInParametersThatAreLeftOut() throws IOException {
    write("", "");
    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.parameters("image.upscale", new Tiles(256, 16))).isEqualTo(new Tiles(512, 16));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> pack.parameters("image.upscale", new Limits(1, 2)))
        .withMessageContaining("the parameters of image.upscale are not usable")
        .withMessageContaining("tile");
  }

  record Tiles(int tile, int overlap) {}

  record Limits(double match, double margin) {}
}
