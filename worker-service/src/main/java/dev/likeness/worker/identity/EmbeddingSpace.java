package dev.likeness.worker.identity;

/**
 * What one model makes of subjects.
 *
 * @param id digest of the model: embeddings of another one do not compare
 * @param thresholds what counts as the same subject in it
 */
public record EmbeddingSpace(String id, Thresholds thresholds) {}
