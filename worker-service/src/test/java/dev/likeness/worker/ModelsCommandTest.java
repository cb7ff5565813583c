package dev.likeness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.starter.StarterPackGenerator;
import dev.likeness.worker.testing.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  @TempDir private Path directory;

  @Test
  void saysWhatAPackIsAndUnderWhatLicence() throws IOException {
    StarterPackGenerator.write(directory);

    assertThat(printed(directory))
        .contains("starter 1", "licence: Apache-2.0 (commercial use allowed)")
        .contains("enhance.apply: adapter enhance");
  }

  @Test
  void loadsTheModelsOfAPackOfFaces() {
    Shared.assume("models");

    assertThat(printed(Shared.folder("models")))
        .contains("face.detect: adapter yunet", "faces: loaded, embedding space 690bea80");
  }

  private static String printed(Path directory) {
    var bytes = new ByteArrayOutputStream();
    ModelsCommand.run(directory, true, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
