package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private static final int[] STRIDES = {8, 16, 32};
  private static final int ANCHORS = 2;
  private static final ColorInput INPUT = new ColorInput(false, 127.5f, 128);

  private final ModelFile file;
  private final Model model;
  private final Canvas canvas;
  private final double score;
  private final double overlap;

  private ScrfdDetector(ModelFile file, Model model, double score, double overlap) {
    TensorSpec input = model.signature().inputs().getFirst();
    this.file = file;
    this.model = model;
    this.canvas =
        new Canvas(Bound.size(input, 3, Canvas.USUAL), Bound.size(input, 2, Canvas.USUAL));
    this.score = score;
    this.overlap = overlap;
  }

  static ScrfdDetector load(ModelFile file, ModelRuntime runtime, double score, double overlap) {
    Model model = runtime.load(file, ScrfdDetector::difference);
    return new ScrfdDetector(file, model, score, overlap);
  }

  private static Optional<String> difference(ModelSignature actual) {
    List<String> lines = new ArrayList<>();
    if (actual.inputs().size() != 1
        || !actual
            .inputs()
            .getFirst()
            .fits(ElementType.FLOAT32, 1, 3, TensorSpec.ANY, TensorSpec.ANY)) {
      lines.add(Bound.mismatch("one input FLOAT32 [1,3,?,?]", actual.inputs()));
    }
    for (int columns : new int[] {1, 4, 10}) {
      if (heads(actual, columns).size() != STRIDES.length) {
        lines.add(Bound.mismatch("three outputs FLOAT32 [?," + columns + "]", actual.outputs()));
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
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
    return canvas.look(photo, shown -> run(shown, cancellation), overlap);
  }

  private List<Face> run(Photo shown, Cancellation cancellation) {
    List<TensorSpec> scores = heads(model.signature(), 1);
    List<TensorSpec> boxes = heads(model.signature(), 4);
    List<TensorSpec> points = heads(model.signature(), 10);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < STRIDES.length; i++) {
      int rows = (canvas.width() / STRIDES[i]) * (canvas.height() / STRIDES[i]) * ANCHORS;
      outputs.put(scores.get(i).name(), Bound.rows(scores.get(i), rows, 1));
      outputs.put(boxes.get(i).name(), Bound.rows(boxes.get(i), rows, 4));
      outputs.put(points.get(i).name(), Bound.rows(points.get(i), rows, 10));
    }
    String input = model.signature().inputs().getFirst().name();
    model.run(Map.of(input, INPUT.tensor(shown)), outputs, cancellation);
    List<Face> faces = new ArrayList<>();
    for (int i = 0; i < STRIDES.length; i++) {
      decode(
          STRIDES[i],
          canvas.width() / STRIDES[i],
          Bound.floats(outputs, scores.get(i).name()),
          Bound.floats(outputs, boxes.get(i).name()),
          Bound.floats(outputs, points.get(i).name()),
          score,
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
    return file;
  }

  @Override
  public void close() {
    model.close();
  }
}
