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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * YOLOX, as its authors export it: for every cell of grids of 8, 16 and 32 pixels a box, the
 * probability of an object, and that of each class. The picture lies top left on grey. The formulas
 * are those of {@code yolox/utils/demo_utils.py}.
 */
final class YoloxDetector implements AnimalDetector {
  static final Limits LIMITS = new Limits(.5, .45);

  private static final int USUAL = 640;
  private static final int[] STRIDES = {8, 16, 32};
  private static final int COLUMNS = 5 + ALL_CLASSES;
  private static final byte GREY = 114;

  private final ModelFile file;
  private final Model model;
  private final int width;
  private final int height;
  private final Limits limits;

  private YoloxDetector(ModelFile file, Model model, Limits limits) {
    TensorSpec input = model.signature().inputs().getFirst();
    this.file = file;
    this.model = model;
    this.width = Bound.size(input, 3, USUAL);
    this.height = Bound.size(input, 2, USUAL);
    this.limits = limits;
  }

  static YoloxDetector load(ModelFile file, ModelRuntime runtime, Limits limits) {
    return new YoloxDetector(file, runtime.load(file, YoloxDetector::difference), limits);
  }

  private static Optional<String> difference(ModelSignature actual) {
    Optional<String> wrong = Bound.picture(actual);
    if (wrong.isPresent()) {
      return wrong;
    }
    TensorSpec input = actual.inputs().getFirst();
    int cells = cells(Bound.size(input, 3, USUAL), Bound.size(input, 2, USUAL));
    boolean gives =
        actual.outputs().size() == 1
            && actual.outputs().getFirst().fits(ElementType.FLOAT32, 1, cells, COLUMNS);
    return gives
        ? Optional.empty()
        : Optional.of(
            Bound.mismatch(
                "one output FLOAT32 [1,%d,%d]".formatted(cells, COLUMNS), actual.outputs()));
  }

  private static int cells(int width, int height) {
    return Arrays.stream(STRIDES).map(stride -> (width / stride) * (height / stride)).sum();
  }

  @Override
  public List<Region> detect(Photo photo, Cancellation cancellation) {
    double fit = Math.min((double) width / photo.width(), (double) height / photo.height());
    Tensor result = Tensor.empty(ElementType.FLOAT32, 1, cells(width, height), COLUMNS);
    try (Photo canvas = canvas(photo, fit)) {
      model.run(
          Map.of(model.signature().inputs().getFirst().name(), ColorInput.BGR.tensor(canvas)),
          Map.of(model.signature().outputs().getFirst().name(), result),
          cancellation);
    }
    List<Region> found =
        decode(result.floatValues(), width, height, limits.score()).stream()
            .map(region -> region.scaled(1 / fit, 1 / fit))
            .toList();
    return Overlaps.suppressed(found, region -> region, limits.nms());
  }

  private Photo canvas(Photo photo, double fit) {
    int across = Math.clamp((int) (photo.width() * fit), 1, width);
    int down = Math.clamp((int) (photo.height() * fit), 1, height);
    Photo canvas = Photo.allocate(width, height);
    ByteBuffer pixels = canvas.pixels();
    byte[] grey = new byte[width * Photo.CHANNELS];
    Arrays.fill(grey, GREY);
    for (int y = 0; y < height; y++) {
      pixels.put(grey);
    }
    Photo fitted = Resize.to(photo, across, down);
    for (int y = 0; y < down; y++) {
      canvas
          .pixels()
          .put(canvas.offset(0, y), fitted.pixels(), fitted.offset(0, y), across * Photo.CHANNELS);
    }
    if (fitted != photo) {
      fitted.close();
    }
    return canvas;
  }

  /** The animals of all cells whose score is high enough, in pixels of the canvas. */
  static List<Region> decode(float[] rows, int width, int height, double least) {
    List<Region> found = new ArrayList<>();
    int cell = 0;
    for (int stride : STRIDES) {
      for (int row = 0; row < height / stride; row++) {
        for (int column = 0; column < width / stride; column++) {
          int at = cell++ * COLUMNS;
          double score = rows[at + 4] * best(rows, at + 5);
          if (score >= least) {
            double x = (rows[at] + column) * stride;
            double y = (rows[at + 1] + row) * stride;
            double halfWidth = Math.exp(rows[at + 2]) * stride / 2;
            double halfHeight = Math.exp(rows[at + 3]) * stride / 2;
            found.add(
                new Region(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score));
          }
        }
      }
    }
    return found;
  }

  private static float best(float[] rows, int classes) {
    return CLASSES.stream()
        .map(one -> rows[classes + one])
        .max(Comparator.naturalOrder())
        .orElseThrow();
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
