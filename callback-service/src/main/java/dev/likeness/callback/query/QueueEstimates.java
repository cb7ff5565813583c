package dev.likeness.callback.query;

import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.AttemptSnapshot;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.QueueStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the place of a job from its ticket and from what the schedulers tell of their
 * partitions. In the job's own partition the ticket says how many of its lane come before it; the
 * other partitions move about as fast, so as many of theirs come before it, if they hold that many.
 * All that is held in earlier lanes comes before it too: an exaggeration, as no lane has to wait
 * for all others. Thread safe.
 */
public final class QueueEstimates implements QueuePlaces {
  private static final long MILLIS = 1_000;
  private static final double LONGEST_SECONDS = 30 * 86_400.0;

  private final Supplier<Collection<QueueStatus>> queues;
  private final Function<JobId, OptionalInt> partitionOf;
  private final InstantSource clock;

  /**
   * @param queues the latest of each partition
   * @param partitionOf the partition of a job; empty if that is not known now
   */
  public QueueEstimates(
      Supplier<Collection<QueueStatus>> queues,
      Function<JobId, OptionalInt> partitionOf,
      InstantSource clock) {
    this.queues = queues;
    this.partitionOf = partitionOf;
    this.clock = clock;
  }

  @Override
  public Optional<Place> placeOf(JobSnapshot job) {
    Lane lane = job.getLane();
    if (job.getStatus() != JobStatus.QUEUED || job.getTicket() == 0 || lane == null) {
      return Optional.empty();
    }
    if (isOut(job)) {
      return Optional.of(new Place(0, null));
    }
    OptionalInt partition = partitionOf.apply(new JobId(job.getJobId()));
    List<QueueStatus> all = List.copyOf(queues.get());
    return all.stream()
        .filter(queue -> partition.isPresent() && queue.getPartition() == partition.getAsInt())
        .flatMap(queue -> lanes(queue, lane))
        .findFirst()
        .map(own -> place(job.getTicket(), own, all));
  }

  private static boolean isOut(JobSnapshot job) {
    List<AttemptSnapshot> attempts = job.getAttempts();
    return !attempts.isEmpty() && attempts.getLast().getFinishedAt() == null;
  }

  private Place place(long ticket, LaneQueue own, List<QueueStatus> all) {
    // Turns between accounts can have let a later ticket pass, so that the turn is beyond ours.
    long ahead = Math.max(1, Math.min(ticket - own.getTurn(), Math.max(1, own.getHeld())));
    long inLane =
        ahead
            - Math.min(own.getHeld(), ahead) // counted once more with the other partitions
            + all.stream()
                .flatMap(queue -> lanes(queue, own.getLane()))
                .mapToLong(queue -> Math.min(queue.getHeld(), ahead))
                .sum();
    long inEarlierLanes =
        all.stream()
            .flatMap(queue -> queue.getLanes().stream())
            .filter(queue -> queue.getLane().compareTo(own.getLane()) < 0)
            .mapToLong(LaneQueue::getHeld)
            .sum();
    long position = inLane + inEarlierLanes;
    double ofLane = rate(all.stream().flatMap(queue -> lanes(queue, own.getLane())));
    double ofAll = rate(all.stream().flatMap(queue -> queue.getLanes().stream()));
    return new Place(
        position, ofLane > 0 ? startAfter(inLane / ofLane) : startAfter(position / ofAll));
  }

  private @Nullable Instant startAfter(double seconds) {
    return seconds <= LONGEST_SECONDS // not so if it is infinite
        ? clock.instant().plusMillis(Math.round(seconds * MILLIS))
        : null;
  }

  private static double rate(Stream<LaneQueue> queues) {
    return queues.mapToDouble(LaneQueue::getReleasesPerSecond).sum();
  }

  private static Stream<LaneQueue> lanes(QueueStatus queue, Lane lane) {
    return queue.getLanes().stream().filter(each -> each.getLane() == lane);
  }
}
