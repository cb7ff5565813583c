package dev.likeness.worker.identity;

/**
 * What one model makes of subjects.
 *
 * @param id digest of the model: embeddings of another one do not compare
 * @param thresholds what counts as the same subject in it
 * @param strangers how near somebody else comes
 */
public record EmbeddingSpace(String id, Thresholds thresholds, Strangers strangers) {
  /** Where nothing is known about strangers. */
  public EmbeddingSpace(String id, Thresholds thresholds) {
    this(id, thresholds, Strangers.UNKNOWN);
  }
}
