package dev.likeness.callback.query;

import dev.likeness.schema.v1.JobSnapshot;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a queued job has yet to wait. Thread safe. */
@FunctionalInterface
public interface QueuePlaces {
  /**
   * An estimate.
   *
   * @param position 1 if no job comes before this one; 0 if it has been handed to the workers
   * @param estimatedStartAt null if nothing tells how fast the queue moves
   */
  record Place(long position, @Nullable Instant estimatedStartAt) {}

  /** Empty if the job does not wait, or nothing is known of its queue. */
  Optional<Place> placeOf(JobSnapshot job);
}
