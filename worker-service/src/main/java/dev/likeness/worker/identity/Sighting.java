package dev.likeness.worker.identity;

/**
 * One face in one photo of a training.
 *
 * @param photo number of the photo, from 0
 * @param quality above 0; how much the face shows, in comparison with the others
 * @param id of the caller, to find the face again
 */
public record Sighting(int photo, int id, Embedding embedding, double quality) {}
