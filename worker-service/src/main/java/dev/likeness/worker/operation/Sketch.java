package dev.likeness.worker.operation;

import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.image.Photo;
import java.util.List;
import java.util.Optional;

/**
 * What the outputs of a job have in common, before each is drawn.
 *
 * @param prompt for the generator
 * @param size that is delivered
 */
record Sketch(
    String prompt, List<Photo> references, Optional<Drawing.Start> start, OutputSize size) {
  Sketch {
    references = List.copyOf(references);
  }
}
