package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.likeness.contract.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pack with a classifier that knows two classes: {@code calm}, and {@code red} for red photos.
 */
public final class SafetyPack {
  /** Side of the square that it looks at. */
  public static final int SIZE = 16;

  private SafetyPack() {}

  /**
   * Writes the pack. The score of {@code red} is how far mean red, 0 to 1, is above mean green.
   *
   * @param parameters of the role, as JSON
   */
  public static void write(Path directory, String parameters) throws IOException {
    write(directory, parameters, "2");
  }

  /** The same in another version, whose model has another digest; the manifest is written last. */
  public static void write(Path directory, String parameters, String version) throws IOException {
    byte[] graph = graph(version);
    Files.createDirectories(directory);
    Files.write(directory.resolve("red.onnx"), graph);
    Files.writeString(
        directory.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "red-alert", "version": "%s",
         "license": {"spdx": "Apache-2.0", "commercial": true},
         "files": [{"path": "red.onnx", "sha256": "%s", "bytes": %d}],
         "roles": {"safety.classify":
           {"adapter": "classifier", "model": "red.onnx", "params": %s}}}
        """
            .formatted(version, Sha256.hex(graph), graph.length, parameters));
  }

  /** Parameters that fit the graph. */
  public static String parameters(double threshold) {
    return """
    {"size": %d, "mean": [0, 0, 0], "std": [1, 1, 1], "softmax": false,
     "classes": ["calm", "red"], "thresholds": {"red": %s}}
    """
        .formatted(SIZE, threshold);
  }

  private static byte[] graph(String version) {
    var graph = new GraphBuilder("red");
    graph.input("pixel_values", DataType.FLOAT, "batch", 3, SIZE, SIZE);
    String means =
        graph.node("ReduceMean", Map.of("axes", new long[] {2, 3}, "keepdims", 0), "pixel_values");
    // Columns calm and red, rows red, green and blue.
    String weights = graph.floats(new float[] {0, 1, 1, -1, 0, 0}, 3, 2);
    graph.output(graph.node("MatMul", means, weights), "logits", DataType.FLOAT, "batch", 2);
    return graph.build(new TreeMap<>(Map.of("version", version)));
  }
}
