package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.worker.work.OperationRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The photos of a training that cannot be used, to name all of them at once. */
final class UnusablePhotos {
  /** A failure code for the whole training, and one sentence or two for each photo. */
  private record Unusable(int photo, FailureCode code, String why) {}

  private final List<Unusable> photos = new ArrayList<>();

  /**
   * @param photo its number, from 0
   */
  void add(int photo, FailureCode code, String why) {
    photos.add(new Unusable(photo, code, why));
  }

  /**
   * Refuses the training if there is any, with the code of the first.
   *
   * @throws OperationRefused that names each photo and says what is wrong with it
   */
  void check() {
    if (!photos.isEmpty()) {
      throw new OperationRefused(
          photos.getFirst().code(),
          photos.stream()
              .map(one -> "Photo " + (one.photo() + 1) + " cannot be used. " + one.why())
              .collect(Collectors.joining(" ")));
    }
  }
}
