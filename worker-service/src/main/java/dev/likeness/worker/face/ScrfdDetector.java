package dev.likeness.worker.face;

import static dev.likeness.worker.face.LoadedDetector.STRIDES;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.subject.Bound;
import dev.likeness.worker.subject.ColorInput;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SCRFD with key points, as in InsightFace's {@code det_10g.onnx}: for strides of 8, 16 and 32
 * pixels two anchors per cell, with score, distances to the sides of the box, and five landmarks.
 * The formulas are those of InsightFace's {@code python-package/insightface/model_zoo/scrfd.py}.
 *
 * <p>Names of the outputs are numbers that the export made up: they are told apart by their last
 * dimension, and within that by the number of rows, which is greatest for the finest stride, or
 * else by name.
 */
final class ScrfdDetector implements FaceDetector {
  private static final int ANCHORS = 2;
  private static final ColorInput INPUT = ColorInput.of(127.5f, 128);

  private final LoadedDetector loaded;
  private final List<Head> heads;
  private final Limits limits;

  private ScrfdDetector(LoadedDetector loaded, Limits limits) {
    this.loaded = loaded;
    this.heads = heads(loaded.model().signature());
    this.limits = limits;
  }

  static ScrfdDetector load(ModelFile file, ModelRuntime runtime, Limits limits) {
    return new ScrfdDetector(
        LoadedDetector.load(file, runtime, INPUT, ScrfdDetector::difference), limits);
  }

  private static Optional<String> difference(ModelSignature actual) {
    String lines =
        IntStream.of(1, 4, 10)
            .filter(columns -> heads(actual, columns).size() != STRIDES.length)
            .mapToObj(
                columns ->
                    Bound.mismatch("three outputs FLOAT32 [?," + columns + "]", actual.outputs()))
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
  }

  /** The outputs of one stride. */
  private record Head(int stride, TensorSpec scores, TensorSpec boxes, TensorSpec points) {}

  private static List<Head> heads(ModelSignature signature) {
    List<TensorSpec> scores = heads(signature, 1);
    List<TensorSpec> boxes = heads(signature, 4);
    List<TensorSpec> points = heads(signature, 10);
    return IntStream.range(0, STRIDES.length)
        .mapToObj(i -> new Head(STRIDES[i], scores.get(i), boxes.get(i), points.get(i)))
        .toList();
  }

  /** The outputs of one kind, the finest stride first. */
  private static List<TensorSpec> heads(ModelSignature signature, int columns) {
    return signature.outputs().stream()
        .filter(
            output ->
                output.fits(ElementType.FLOAT32, TensorSpec.ANY, columns)
                    || output.fits(ElementType.FLOAT32, 1, TensorSpec.ANY, columns))
        .filter(output -> output.shape().getLast() == columns)
        .sorted(
            Comparator.comparingLong((TensorSpec output) -> -rows(output))
                .thenComparingInt(output -> output.name().length())
                .thenComparing(TensorSpec::name))
        .toList();
  }

  private static long rows(TensorSpec output) {
    return output.shape().get(output.shape().size() - 2);
  }

  @Override
  public List<Face> detect(Photo photo, Cancellation cancellation) {
    return loaded.canvas().look(photo, shown -> run(shown, cancellation), limits.nms());
  }

  private List<Face> run(Photo shown, Cancellation cancellation) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Head head : heads) {
      int rows = loaded.cells(head.stride()) * ANCHORS;
      outputs.put(head.scores().name(), Bound.rows(head.scores(), rows, 1));
      outputs.put(head.boxes().name(), Bound.rows(head.boxes(), rows, 4));
      outputs.put(head.points().name(), Bound.rows(head.points(), rows, 10));
    }
    loaded.run(shown, outputs, cancellation);
    List<Face> faces = new ArrayList<>();
    for (Head head : heads) {
      decode(
          head.stride(),
          loaded.columns(head.stride()),
          Bound.floats(outputs, head.scores().name()),
          Bound.floats(outputs, head.boxes().name()),
          Bound.floats(outputs, head.points().name()),
          limits.score(),
          faces);
    }
    return faces;
  }

  /** Adds the faces of one stride whose score is high enough. */
  static void decode(
      int stride,
      int columns,
      FloatBuffer scores,
      FloatBuffer boxes,
      FloatBuffer points,
      double least,
      List<Face> faces) {
    for (int i = 0; i < scores.limit(); i++) {
      if (scores.get(i) < least) {
        continue;
      }
      int cell = i / ANCHORS;
      int row = cell / columns;
      double x = cell % columns * (double) stride;
      double y = row * (double) stride;
      List<Point> landmarks = new ArrayList<>();
      for (int j = 0; j < 5; j++) {
        landmarks.add(
            new Point(
                x + points.get(10 * i + 2 * j) * stride,
                y + points.get(10 * i + 2 * j + 1) * stride));
      }
      faces.add(
          new Face(
              x - boxes.get(4 * i) * stride,
              y - boxes.get(4 * i + 1) * stride,
              x + boxes.get(4 * i + 2) * stride,
              y + boxes.get(4 * i + 3) * stride,
              scores.get(i),
              landmarks));
    }
  }

  @Override
  public ModelFile model() {
    return loaded.file();
  }

  @Override
  public void close() {
    loaded.model().close();
  }
}
