package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RT-DETR, RT-DETRv2 and D-FINE, as Optimum exports them: for each of some hundred queries the
 * logits of the classes, and a box (middle and size, 0 to 1 of the picture). The picture is
 * squeezed into the input, whatever its proportions. The formulas are those of Transformers' {@code
 * RTDetrImageProcessor.post_process_object_detection}.
 */
final class QueryDetector implements AnimalDetector {
  static final Limits LIMITS = new Limits(.5, .7);

  private static final int USUAL = 640;
  private static final int USUAL_QUERIES = 300;

  private final ModelFile file;
  private final Model model;
  private final int width;
  private final int height;
  private final int queries;
  private final Limits limits;

  private QueryDetector(ModelFile file, Model model, Limits limits) {
    TensorSpec input = model.signature().inputs().getFirst();
    this.file = file;
    this.model = model;
    this.width = Bound.size(input, 3, USUAL);
    this.height = Bound.size(input, 2, USUAL);
    this.queries =
        model.signature().outputs().stream()
            .filter(output -> output.name().equals("logits"))
            .findFirst()
            .map(output -> Bound.size(output, 1, USUAL_QUERIES))
            .orElse(USUAL_QUERIES);
    this.limits = limits;
  }

  static QueryDetector load(ModelFile file, ModelRuntime runtime, Limits limits) {
    return new QueryDetector(file, runtime.load(file, QueryDetector::difference), limits);
  }

  private static Optional<String> difference(ModelSignature actual) {
    Optional<String> wrong = Bound.picture(actual);
    if (wrong.isPresent()) {
      return wrong;
    }
    return has(actual, "logits", ALL_CLASSES) && has(actual, "pred_boxes", 4)
        ? Optional.empty()
        : Optional.of(
            Bound.mismatch(
                "outputs logits FLOAT32 [1,?,80] and pred_boxes FLOAT32 [1,?,4]",
                actual.outputs()));
  }

  private static boolean has(ModelSignature actual, String name, int columns) {
    return actual.outputs().stream()
        .anyMatch(
            output ->
                output.name().equals(name)
                    && output.fits(ElementType.FLOAT32, 1, TensorSpec.ANY, columns));
  }

  @Override
  public List<Region> detect(Photo photo, Cancellation cancellation) {
    Tensor logits = Tensor.empty(ElementType.FLOAT32, 1, queries, ALL_CLASSES);
    Tensor boxes = Tensor.empty(ElementType.FLOAT32, 1, queries, 4);
    Photo fitted = Resize.to(photo, width, height);
    try {
      model.run(
          Map.of(model.signature().inputs().getFirst().name(), ColorInput.UNIT.tensor(fitted)),
          Map.of("logits", logits, "pred_boxes", boxes),
          cancellation);
    } finally {
      if (fitted != photo) {
        fitted.close();
      }
    }
    List<Region> found =
        decode(logits.floatValues(), boxes.floatValues(), limits.score()).stream()
            .map(region -> region.scaled(photo.width(), photo.height()))
            .toList();
    return Overlaps.suppressed(found, region -> region, limits.nms());
  }

  /** The animals of all queries whose score is high enough, in parts of the picture. */
  static List<Region> decode(float[] logits, float[] boxes, double least) {
    List<Region> found = new ArrayList<>();
    for (int query = 0; query < boxes.length / 4; query++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int one : CLASSES) {
        highest = Math.max(highest, logits[query * ALL_CLASSES + one]);
      }
      double score = 1 / (1 + Math.exp(-highest));
      if (score >= least) {
        double x = boxes[4 * query];
        double y = boxes[4 * query + 1];
        double halfWidth = boxes[4 * query + 2] / 2;
        double halfHeight = boxes[4 * query + 3] / 2;
        found.add(new Region(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score));
      }
    }
    return found;
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
