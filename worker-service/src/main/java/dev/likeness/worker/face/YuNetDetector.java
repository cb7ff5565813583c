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
  private static final Map<String, Integer> HEADS =
      Map.of("cls", 1, "obj", 1, "bbox", 4, "kps", 10);

  private final LoadedDetector loaded;
  private final Limits limits;

  private YuNetDetector(LoadedDetector loaded, Limits limits) {
    this.loaded = loaded;
    this.limits = limits;
  }

  static YuNetDetector load(ModelFile file, ModelRuntime runtime, Limits limits) {
    return new YuNetDetector(
        LoadedDetector.load(file, runtime, ColorInput.BGR, YuNetDetector::difference), limits);
  }

  private static Optional<String> difference(ModelSignature actual) {
    List<String> lines = new ArrayList<>();
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
    return loaded.canvas().look(photo, shown -> run(shown, cancellation), limits.nms());
  }

  private List<Face> run(Photo shown, Cancellation cancellation) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int stride : STRIDES) {
      HEADS.forEach(
          (head, columns) ->
              outputs.put(
                  head + "_" + stride,
                  Tensor.empty(ElementType.FLOAT32, 1, loaded.cells(stride), columns)));
    }
    loaded.run(shown, outputs, cancellation);
    List<Face> faces = new ArrayList<>();
    for (int stride : STRIDES) {
      decode(
          stride,
          loaded.columns(stride),
          Bound.floats(outputs, "cls_" + stride),
          Bound.floats(outputs, "obj_" + stride),
          Bound.floats(outputs, "bbox_" + stride),
          Bound.floats(outputs, "kps_" + stride),
          limits.score(),
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
    return loaded.file();
  }

  @Override
  public void close() {
    loaded.model().close();
  }
}
