package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.subject.Bound;
import dev.likeness.worker.subject.ColorInput;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The model of a detector, which takes one picture, and the canvas that it looks at.
 *
 * @param input how it wants its pixels
 */
record LoadedDetector(ModelFile file, Model model, Canvas canvas, ColorInput input) {
  /** Pixels per cell: where a face is, is said for each cell of three grids. */
  static final int[] STRIDES = {8, 16, 32};

  /**
   * Loads it.
   *
   * @param heads says what is wrong with the outputs
   */
  static LoadedDetector load(
      ModelFile file, ModelRuntime runtime, ColorInput input, SignatureCheck heads) {
    Model model =
        runtime.load(
            file,
            actual -> {
              String difference =
                  Stream.of(Bound.picture(actual), heads.difference(actual))
                      .flatMap(Optional::stream)
                      .collect(Collectors.joining("\n"));
              return difference.isEmpty() ? Optional.empty() : Optional.of(difference);
            });
    TensorSpec picture = model.signature().inputs().getFirst();
    Canvas canvas =
        new Canvas(Bound.size(picture, 3, Canvas.USUAL), Bound.size(picture, 2, Canvas.USUAL));
    return new LoadedDetector(file, model, canvas, input);
  }

  /** Cells of a grid, side by side. */
  int columns(int stride) {
    return canvas.width() / stride;
  }

  int cells(int stride) {
    return columns(stride) * (canvas.height() / stride);
  }

  void run(Photo shown, Map<String, Tensor> outputs, Cancellation cancellation) {
    String picture = model.signature().inputs().getFirst().name();
    model.run(Map.of(picture, input.tensor(shown)), outputs, cancellation);
  }
}
