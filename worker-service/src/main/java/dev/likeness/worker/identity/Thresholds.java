package dev.likeness.worker.identity;

/**
 * What counts as the same subject in an embedding space; comes with its model.
 *
 * @param match least cosine of two looks at one subject
 * @param margin by which a subject must be nearer than the next one
 */
public record Thresholds(double match, double margin) {}
