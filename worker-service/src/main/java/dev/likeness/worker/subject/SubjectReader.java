package dev.likeness.worker.subject;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads subjects of one kind in photos. Any thread may call it.
 *
 * <p>What fails in a model is a {@link dev.likeness.worker.model.ModelException}.
 */
public interface SubjectReader extends AutoCloseable {
  SubjectKind kind();

  /** The spaces of its embeddings: the one that decides, then those that audit it. */
  List<EmbeddingSpace> spaces();

  /** Where subjects are in a photo, the surest first. */
  List<Region> find(Photo photo, Cancellation cancellation);

  /** All subjects that a photo shows, the surest first. */
  List<Look> read(Photo photo, Cancellation cancellation);

  /**
   * Hands over the subjects of a photo that are large and sharp enough to learn from, the surest
   * first.
   */
  void study(Photo photo, Consumer<Study> pupil, Cancellation cancellation);

  /**
   * How a subject looks to which {@link #study} gave this crop, or one like it: the mean of the
   * crop and its mirror image, for each of the spaces.
   */
  List<Embedding> embed(Photo crop, Cancellation cancellation);

  /** A square picture of the subject for people to look at, for the caller to close. */
  Photo portrait(Photo photo, Region region);

  /** The model files in use, for the provenance of results. */
  List<ModelFile> models();

  @Override
  void close();
}
