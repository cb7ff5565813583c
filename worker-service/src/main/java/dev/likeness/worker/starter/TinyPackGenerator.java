package dev.likeness.worker.starter;

import dev.likeness.contract.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a pack of tiny face models into a directory. They know nothing about people: a device is
 * tried with them. The build calls it; the same sources give the same bytes.
 */
public final class TinyPackGenerator {
  private static final long SEED = 1;

  private TinyPackGenerator() {}

  /** Takes one argument, the directory to write into. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  /** Writes the pack; what is there under the same names is replaced. */
  public static void write(Path directory) throws IOException {
    byte[] detector = TinyFaceModels.detector();
    byte[] embedder = TinyFaceModels.embedder(SEED);
    Files.createDirectories(directory);
    Files.write(directory.resolve("detector.onnx"), detector);
    Files.write(directory.resolve("embedder.onnx"), embedder);
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "tiny", "version": "1",
         "license": {"spdx": "Apache-2.0", "commercial": true},
         "files": [{"path": "detector.onnx", "sha256": "%s", "bytes": %d},
                   {"path": "embedder.onnx", "sha256": "%s", "bytes": %d}],
         "roles": {
           "face.detect": {"adapter": "yunet", "model": "detector.onnx",
                           "params": {"score": 0.6, "nms": 0.3}},
           "face.embed": {"adapter": "sface", "model": "embedder.onnx",
                          "params": {"match": 0.6, "margin": 0.05,
                                     "strangerMean": 0.1, "strangerDeviation": 0.12}}}}
        """
            .formatted(
                Sha256.hex(detector), detector.length, Sha256.hex(embedder), embedder.length));
  }
}
