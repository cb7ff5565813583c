package dev.likeness.worker.operation;

/**
 * How many photos a training was sent.
 *
 * @param shots that differ; the others are copies of these
 */
record TrainingPhotos(int sent, int shots) {
  /** A sentence on copies, empty if there are none. */
  String copies() {
    return sent == shots
        ? ""
        : String.format(
            " The %d photos that were sent are only %d different %s: copies of a photo count once.",
            sent, shots, shots == 1 ? "shot" : "shots");
  }
}
