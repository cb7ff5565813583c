package dev.likeness.worker.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterPackGeneratorTest {
  @TempDir private Path directory;

  @Test
  void writesTheSameBytesEveryTime() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");

    StarterPackGenerator.write(first);
    StarterPackGenerator.write(second);

    for (String name :
        new String[] {
          "pack.json",
          "enhance-analyze.onnx",
          "enhance-apply.onnx",
          "edit-adjust.onnx",
          "remix-analyze.onnx",
          "remix-apply.onnx",
          "subject-appearance.onnx"
        }) {
      assertThat(first.resolve(name)).hasSameBinaryContentAs(second.resolve(name));
      // The pack on the class path was made by another process.
      assertThat(first.resolve(name).toFile())
          .hasBinaryContent(
              StarterPackGeneratorTest.class
                  .getResourceAsStream("/starter-pack/" + name)
                  .readAllBytes());
    }
  }
}
