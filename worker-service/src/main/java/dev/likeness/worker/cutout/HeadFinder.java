package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import java.util.List;

/** Knows where faces are in a photo, if a model for that is loaded. Thread safe. */
@FunctionalInterface
public interface HeadFinder {

  /** All that are seen; empty where none is, or nothing here can see any. */
  List<Head> heads(Photo photo, Cancellation cancellation);

  /** Sees nobody. */
  static HeadFinder none() {
    return (_, _) -> List.of();
  }
}
