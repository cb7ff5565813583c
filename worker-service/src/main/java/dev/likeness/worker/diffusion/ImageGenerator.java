package dev.likeness.worker.diffusion;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.List;

/** Draws pictures by a prompt. Any thread may call it; runs take turns on the device. */
public interface ImageGenerator extends AutoCloseable {
  /**
   * Draws one picture, always the same for the same drawing.
   *
   * @param drawing what to draw; its photos are read and not closed
   * @param progress hears of every step
   * @return a picture of exactly the size that was asked for; the caller closes it
   * @throws IllegalArgumentException if the drawing asks for what {@link #abilities} excludes
   * @throws dev.likeness.worker.model.ModelException if a model fails
   * @throws dev.likeness.worker.model.RunCancelled if cancellation was requested, also between
   *     steps
   */
  Photo draw(Drawing drawing, ProgressListener progress, Cancellation cancellation);

  /** What it can be asked for; the same as long as it lives. */
  Abilities abilities();

  /** The model files in use, for the provenance of results. */
  List<ModelFile> models();

  /** Frees the models. */
  @Override
  void close();
}
