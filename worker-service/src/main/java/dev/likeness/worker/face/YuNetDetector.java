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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * YuNet, as in OpenCV's {@code FaceDetectorYN}: for strides of 8, 16 and 32 pixels one prior per
 * cell, with class and object probability, box and five landmarks. The formulas are those of
 * OpenCV's {@code modules/objdetect/src/face_detect.cpp}.
 */
final class YuNetDetector implements FaceDetector {
  private static final int[] STRIDES = {8, 16, 32};
  private static final Map<String, Integer> HEADS =
      Map.of("cls", 1, "obj", 1, "bbox", 4, "kps", 10);

  private final ModelFile file;
  private final Model model;
  private final Canvas canvas;
  private final double score;
  private final double overlap;

  private YuNetDetector(ModelFile file, Model model, double score, double overlap) {
    TensorSpec input = model.signature().inputs().getFirst();
    this.file = file;
    this.model = model;
    this.canvas =
        new Canvas(Bound.size(input, 3, Canvas.USUAL), Bound.size(input, 2, Canvas.USUAL));
    this.score = score;
    this.overlap = overlap;
  }

  static YuNetDetector load(ModelFile file, ModelRuntime runtime, double score, double overlap) {
    Model model = runtime.load(file, YuNetDetector::difference);
    return new YuNetDetector(file, model, score, overlap);
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
    for (int stride : STRIDES) {
      HEADS.forEach(
          (head, columns) -> {
            String name = head + "_" + stride;
            if (actual.outputs().stream()
                .noneMatch(
                    output ->
                        output.name().equals(name)
                            && output.fits(ElementType.FLOAT32, 1, TensorSpec.ANY, columns))) {
              lines.add(
                  Bound.mismatch("output " + name + " [1,?," + columns + "]", actual.outputs()));
            }
          });
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  @Override
  public List<Face> detect(Photo photo, Cancellation cancellation) {
    return canvas.look(photo, shown -> run(shown, cancellation), overlap);
  }

  private List<Face> run(Photo shown, Cancellation cancellation) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (TensorSpec declared : model.signature().outputs()) {
      int separator = declared.name().lastIndexOf('_');
      int stride = Integer.parseInt(declared.name().substring(separator + 1));
      int columns = HEADS.getOrDefault(declared.name().substring(0, separator), 1);
      int cells = (canvas.width() / stride) * (canvas.height() / stride);
      outputs.put(declared.name(), Bound.rows(declared, cells, columns));
    }
    String input = model.signature().inputs().getFirst().name();
    model.run(Map.of(input, ColorInput.BGR.tensor(shown)), outputs, cancellation);
    List<Face> faces = new ArrayList<>();
    for (int stride : STRIDES) {
      decode(
          stride,
          canvas.width() / stride,
          Bound.floats(outputs, "cls_" + stride),
          Bound.floats(outputs, "obj_" + stride),
          Bound.floats(outputs, "bbox_" + stride),
          Bound.floats(outputs, "kps_" + stride),
          score,
          faces);
    }
    return faces;
  }

  /** Adds the faces of one stride whose score is high enough. */
  static void decode(
      int stride,
      int columns,
      FloatBuffer classes,
      FloatBuffer objects,
      FloatBuffer boxes,
      FloatBuffer points,
      double least,
      List<Face> faces) {
    for (int i = 0; i < classes.limit(); i++) {
      double score =
          Math.sqrt(Math.clamp(classes.get(i), 0f, 1f) * Math.clamp(objects.get(i), 0f, 1f));
      if (score < least) {
        continue;
      }
      int column = i % columns;
      int row = i / columns;
      double x = (column + boxes.get(4 * i)) * stride;
      double y = (row + boxes.get(4 * i + 1)) * stride;
      double halfWidth = Math.exp(boxes.get(4 * i + 2)) * stride / 2;
      double halfHeight = Math.exp(boxes.get(4 * i + 3)) * stride / 2;
      List<Point> landmarks = new ArrayList<>();
      for (int j = 0; j < 5; j++) {
        landmarks.add(
            new Point(
                (points.get(10 * i + 2 * j) + column) * stride,
                (points.get(10 * i + 2 * j + 1) + row) * stride));
      }
      faces.add(
          new Face(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score, landmarks));
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
