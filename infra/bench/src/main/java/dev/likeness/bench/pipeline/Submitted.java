package dev.likeness.bench.pipeline;

/**
 * A request that was made.
 *
 * @param number of the request, from 0
 * @param jobId empty if it was not accepted
 * @param meantAt time at which it was meant to be made, in {@link System#nanoTime} like the others
 */
record Submitted(int number, String jobId, long meantAt, long answeredAt) {
  boolean accepted() {
    return !jobId.isEmpty();
  }
}
