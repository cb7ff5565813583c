package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.starter.SafetyPack;
import dev.likeness.worker.starter.StarterPackGenerator;
import dev.likeness.worker.starter.TinyFaceModels;
import dev.likeness.worker.testing.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsReportTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void saysWhatAPackIsAndUnderWhatLicence() throws IOException {
    StarterPackGenerator.write(directory);

    report(directory).list();

    assertThat(printed())
        .contains("starter 1", "licence: Apache-2.0 (commercial use allowed)")
        .contains("enhance.apply: adapter enhance, enhance-apply.onnx")
        .contains("  enhance-apply.onnx, ")
        .doesNotContain("not pinned");
  }

  @Test
  void saysThatFilesAreNotPinnedUntilTheyAre() throws IOException {
    Files.writeString(directory.resolve("gfpgan_1.4.onnx"), "weights");

    report(directory).list();
    assertThat(printed())
        .contains("gfpgan_1.4.onnx, 7 bytes, not pinned")
        .contains("./likeness models pin " + directory);
    report(directory).pin();
    assertThat(printed()).contains("gfpgan_1.4 unversioned: 1 files pinned");
    report(directory).pin();
    assertThat(printed()).contains("pinned already");
    report(directory).list();
    assertThat(printed()).contains("gfpgan_1.4.onnx, 7 bytes\n").doesNotContain("not pinned");
  }

  @Test
  void loadsWhatAWorkerLoads() throws IOException {
    faces(true, "yunet", TinyFaceModels.embedder(1));

    check(false, false, directory);

    assertThat(printed())
        .contains("detector.onnx, ", ", SHA-256 ")
        .contains("mine face.detect: loaded in ", "mine face.embed: loaded in ");
  }

  @Test
  void doesWhatAWorkerDoesBeforeItIsReady() throws IOException {
    SafetyPack.write(directory, SafetyPack.parameters(.5));

    check(false, true, directory);

    assertThat(printed())
        .contains("warmed up on CPU in ")
        .containsPattern("red-alert safety.classify: loaded in \\d+ ms, 1 runs in \\d+ ms");
  }

  @Test
  void refusesADamagedFile() throws IOException {
    faces(true, "yunet", TinyFaceModels.embedder(1));
    Files.writeString(directory.resolve("embedder.onnx"), "damaged");

    assertRefused(true, "embedder.onnx is damaged: expected SHA-256");
  }

  @Test
  void takesADigestInCapitalLetters() throws IOException {
    faces(true, "yunet", TinyFaceModels.embedder(1));
    Path manifest = directory.resolve("pack.json");
    String digest = Sha256.hex(TinyFaceModels.embedder(1));
    Files.writeString(
        manifest, Files.readString(manifest).replace(digest, digest.toUpperCase(Locale.ROOT)));

    check(true, false, directory);

    assertThat(printed()).contains("mine face.embed: loaded in ");
  }

  @Test
  void saysWhichDigestIsMissing() throws IOException {
    faces(true, "yunet", TinyFaceModels.embedder(1));
    Path manifest = directory.resolve("pack.json");
    String digest = "\"sha256\": \"" + Sha256.hex(TinyFaceModels.embedder(1)) + "\", ";
    Files.writeString(manifest, Files.readString(manifest).replace(digest, ""));

    assertRefused(true, "the SHA-256 of embedder.onnx is missing", "./likeness models pin");
    report(directory).pin();
    check(true, false, directory);
    assertThat(printed()).contains("mine face.embed: loaded in ");
  }

  @Test
  void saysThatAFileIsAGitLfsPointer() throws IOException {
    faces(true, "yunet", TinyFaceModels.embedder(1));
    Files.writeString(
        directory.resolve("embedder.onnx"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1234\n");

    assertRefused(true, "embedder.onnx is a Git LFS pointer", "git lfs pull");
  }

  @Test
  void saysThatAFileIsEmptyAndDoesNotPinIt() throws IOException {
    Files.write(directory.resolve("gfpgan_1.4.onnx"), new byte[0]);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> report(directory).pin())
        .withMessageContaining("gfpgan_1.4.onnx is empty: download it again");
    assertRefused(true, "gfpgan_1.4.onnx is empty: download it again");
  }

  @Test
  void saysWhichAdaptersThereAre() throws IOException {
    faces(true, "retinaface", TinyFaceModels.embedder(1));

    assertRefused(true, "is for the adapter retinaface, expected yunet or scrfd");
  }

  @Test
  void saysWhatIsDifferentInAGraph() throws IOException {
    faces(true, "yunet", TinyFaceModels.detector());

    assertRefused(true, "mine/face.embed", "expected", "got [input FLOAT32 [1,3,640,640]]");
  }

  @Test
  void refusesAPackForNonCommercialUseAsAWorkerDoes() throws IOException {
    faces(false, "yunet", TinyFaceModels.embedder(1));

    assertRefused(false, "must not be used commercially", "LIKENESS_WORKER_ALLOW_NONCOMMERCIAL");
    assertThat(printed()).contains("(NO COMMERCIAL USE)");
    check(true, false, directory);
    assertThat(printed()).contains("mine face.embed: loaded in ");
  }

  @Test
  void saysWhatARoleNeedsThatAWorkerDoesNotLoad() throws IOException {
    byte[] embedder = TinyFaceModels.embedder(1);
    Files.write(directory.resolve("embedder.onnx"), embedder);
    Files.writeString(
        directory.resolve("pack.json"), manifest(true, file("embedder.onnx", embedder), embeds()));

    assertRefused(false, "a worker has no use for the pack mine");
    assertThat(printed())
        .contains("mine face.embed: NOT LOADED: it needs face.detect in the same pack");
  }

  @Test
  void loadsTheModelsOfAPackOfFaces() {
    Shared.assume("models");

    check(false, false, Shared.folder("models"));

    assertThat(printed()).contains("SHA-256 690bea80", "yunet-mobileface face.embed: loaded in ");
  }

  private void faces(boolean commercial, String detects, byte[] embedder) throws IOException {
    byte[] detector = TinyFaceModels.detector();
    Files.write(directory.resolve("detector.onnx"), detector);
    Files.write(directory.resolve("embedder.onnx"), embedder);
    Files.writeString(
        directory.resolve("pack.json"),
        manifest(
            commercial,
            file("detector.onnx", detector) + ", " + file("embedder.onnx", embedder),
            """
            "face.detect": {"adapter": "%s", "model": "detector.onnx",
              "params": {"score": 0.6, "nms": 0.3}}, %s
            """
                .formatted(detects, embeds())));
  }

  private static String embeds() {
    return """
    "face.embed": {"adapter": "sface", "model": "embedder.onnx",
      "params": {"match": 0.36, "margin": 0.05}}
    """;
  }

  private static String file(String path, byte[] content) {
    return """
    {"path": "%s", "sha256": "%s", "bytes": %d}\
    """
        .formatted(path, Sha256.hex(content), content.length);
  }

  private static String manifest(boolean commercial, String files, String roles) {
    return """
    {"schema": "modelpack/1", "id": "mine", "version": "1",
     "license": {"spdx": "MIT", "commercial": %s}, "files": [%s], "roles": {%s}}
    """
        .formatted(commercial, files, roles);
  }

  private void assertRefused(boolean nonCommercial, String... parts) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> check(nonCommercial, false, directory))
        .satisfies(e -> assertThat(e).message().contains(parts));
  }

  private void check(boolean nonCommercial, boolean warm, Path pack) {
    try (var device = OnnxDevice.open(DeviceSettings.cpu(1))) {
      var worker =
          new ServingSettings(List.of(), nonCommercial, Optional.empty(), OptionalDouble.empty());
      report(pack).check(worker, device, warm);
    }
  }

  private ModelsReport report(Path pack) {
    printed.reset();
    return new ModelsReport(List.of(pack), new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
