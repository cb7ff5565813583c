package dev.likeness.ingest.scheduler;

import java.time.Duration;
import java.time.Instant;

/**
 * A job that the scheduler works on.
 *
 * @param round 1, and one more with each redrive; every round reserves and settles anew
 * @param deadline when this round expires
 */
public record Job(JobRequest request, int round, Instant deadline, Place place) {

  static Job of(JobRequest request, long sequence) {
    var submit = request.submit();
    return new Job(
        request, 1, submit.getDeadline(), new Place(submit.getLane(), request.account(), sequence));
  }

  /** The same job once more, with as much time as it had the first time, at the end of its lane. */
  Job again(Instant now, long sequence) {
    var submit = request.submit();
    var granted = Duration.between(request.createdAt(), submit.getDeadline());
    return new Job(
        request, round + 1, now.plus(granted), new Place(place.lane(), place.account(), sequence));
  }
}
