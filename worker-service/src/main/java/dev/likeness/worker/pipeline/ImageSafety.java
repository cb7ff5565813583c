package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import java.util.List;
import java.util.Optional;

/**
 * Whether a photo may be worked on or handed out; asked for every photo that comes in and every one
 * that goes out. Thread safe.
 */
public interface ImageSafety extends AutoCloseable {

  /** Has no objections: for an installation without a model for this. */
  static ImageSafety none() {
    return new ImageSafety() {
      @Override
      public Optional<String> objection(Photo photo, Cancellation cancellation) {
        return Optional.empty();
      }

      @Override
      public List<ModelFile> models() {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }

  /**
   * What the photo shows that it must not; a word or two. Empty if there is no objection.
   *
   * @throws dev.likeness.worker.model.ModelException if a model fails: then the photo is not known
   *     to be good
   * @throws dev.likeness.worker.model.RunCancelled if cancellation was requested before the end
   */
  Optional<String> objection(Photo photo, Cancellation cancellation);

  /** The model files in use, for the provenance of results. */
  List<ModelFile> models();

  /** Frees the models. */
  @Override
  void close();
}
