package dev.likeness.worker.identity;

/**
 * One subject in one photo of a training.
 *
 * @param photo number of the photo, from 0
 * @param quality above 0; how much the photo shows of it, in comparison with the others
 * @param id of the caller, to find it again
 */
public record Sighting(int photo, int id, Embedding embedding, double quality) {}
