package dev.likeness.worker.subject;

import dev.likeness.worker.identity.Embedding;
import java.util.List;

/**
 * A subject in a photo, and how it looks.
 *
 * @param embeddings one for each of the reader's spaces, in their order
 */
public record Look(Region region, List<Embedding> embeddings) {
  public Look {
    embeddings = List.copyOf(embeddings);
  }

  /** How it looks in the space that decides. */
  public Embedding first() {
    return embeddings.getFirst();
  }
}
