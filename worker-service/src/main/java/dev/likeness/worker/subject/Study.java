package dev.likeness.worker.subject;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import java.util.List;

/**
 * A subject that a photo shows well enough to learn from.
 *
 * @param quality above 0: how much the photo shows of it, in comparison with others
 * @param crop what is kept of it; open only while it is handed over
 * @param embeddings one for each of the reader's spaces, as {@link SubjectReader#embed} gives them
 */
public record Study(Region region, double quality, Photo crop, List<Embedding> embeddings) {
  public Study {
    embeddings = List.copyOf(embeddings);
  }
}
