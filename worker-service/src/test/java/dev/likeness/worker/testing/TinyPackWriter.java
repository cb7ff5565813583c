package dev.likeness.worker.testing;

import dev.likeness.worker.model.ModelPack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A program that copies the tiny pack of the build, whose models know {@link MarkedFaces}, into a
 * folder, for end-to-end tests.
 */
public final class TinyPackWriter {
  private static final String FOLDER = "/tiny-pack/";

  private TinyPackWriter() {}

  /** Takes one argument, the folder to write into. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    ModelPack pack = ModelPack.tiny();
    List<String> files = new ArrayList<>(List.of("pack.json"));
    pack.roles().forEach(role -> files.add(pack.modelPath(role)));
    for (String file : files) {
      try (InputStream in =
          Objects.requireNonNull(ModelPack.class.getResourceAsStream(FOLDER + file), file)) {
        Files.copy(in, folder.resolve(file));
      }
    }
  }
}
