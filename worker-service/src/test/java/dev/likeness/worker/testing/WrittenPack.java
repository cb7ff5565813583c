package dev.likeness.worker.testing;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.model.ModelPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A pack of models that a test has built, with a file for each role. */
public final class WrittenPack {
  private final String id;
  private final Map<String, Part> parts = new TreeMap<>();

  private record Part(String adapter, byte[] model, String parameters) {}

  public WrittenPack(String id) {
    this.id = id;
  }

  /**
   * Adds a role.
   *
   * @param parameters as JSON
   */
  public WrittenPack with(String role, String adapter, byte[] model, String parameters) {
    parts.put(role, new Part(adapter, model, parameters));
    return this;
  }

  /** Writes it into a folder of its own and opens it. */
  public ModelPack write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var part : parts.entrySet()) {
      Files.write(folder.resolve(part.getKey() + ".onnx"), part.getValue().model());
    }
    Files.writeString(
        folder.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "%s", "version": "1",
         "license": {"spdx": "Apache-2.0", "commercial": true},
         "files": [%s], "roles": {%s}}
        """
            .formatted(id, files(), roles()));
    return ModelPack.directory(folder);
  }

  private String files() {
    return parts.entrySet().stream()
        .map(
            part ->
                "{\"path\": \"%s.onnx\", \"sha256\": \"%s\", \"bytes\": %d}"
                    .formatted(
                        part.getKey(),
                        Sha256.hex(part.getValue().model()),
                        part.getValue().model().length))
        .collect(Collectors.joining(", "));
  }

  private String roles() {
    return parts.entrySet().stream()
        .map(
            part ->
                "\"%s\": {\"adapter\": \"%s\", \"model\": \"%s.onnx\", \"params\": %s}"
                    .formatted(
                        part.getKey(),
                        part.getValue().adapter(),
                        part.getKey(),
                        part.getValue().parameters()))
        .collect(Collectors.joining(", "));
  }
}
