package dev.likeness.callback.query;

import static dev.likeness.callback.testing.Jobs.JOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.query.QueuePlaces.Place;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.QueueStatus;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Released;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QueueEstimatesTest {
  private static final Instant NOW = Jobs.at(100);

  @Test
  void countsThoseBeforeItInItsOwnPartitionByTicketAndInTheOthersAlike() {
    var queues =
        List.of(
            status(0, lane(Lane.STANDARD, 10, 8, 0.5)),
            status(1, lane(Lane.STANDARD, 70, 100, 0.5)),
            status(2, lane(Lane.STANDARD, 3, 2, 0)));

    // Ticket 15 after turn 10 is the fifth here; five come before it in partition 1, two in 2.
    assertThat(estimates(queues, 0).placeOf(queued(15)))
        .contains(new Place(12, NOW.plusSeconds(12)));
  }

  @Test
  void jobsOfEarlierLanesComeFirst() {
    var queues =
        List.of(
            status(
                0,
                lane(Lane.INTERACTIVE, 50, 4, 1.5),
                lane(Lane.STANDARD, 10, 1, 0),
                lane(Lane.BATCH, 10, 1_000, 0.5)));

    // Its own lane has not moved of late, so that the pace of all lanes has to serve.
    assertThat(estimates(queues, 0).placeOf(queued(11)))
        .contains(new Place(5, NOW.plusMillis(2_500)));
  }

  @Test
  void whoeverWasPassedByIsNextAllTheSame() {
    var queues = List.of(status(0, lane(Lane.STANDARD, 20, 3, 0)));

    assertThat(estimates(queues, 0).placeOf(queued(15))).contains(new Place(1, null));
  }

  @Test
  void aJobThatWasHandedToTheWorkersHasNobodyBeforeIt() {
    var released =
        Jobs.folded(
            Jobs.submit(JOB, null),
            queuedAs(15),
            Jobs.event(JOB, 2, new Released(Jobs.FIRST_ATTEMPT, 1, "default")));

    assertThat(estimates(List.of(), 0).placeOf(released)).contains(new Place(0, null));
  }

  @Test
  void saysNothingWhereNothingIsKnown() {
    var queues = List.of(status(0, lane(Lane.BATCH, 10, 8, 0.5)));

    assertThat(estimates(queues, 0).placeOf(queued(0))).as("no ticket").isEmpty();
    assertThat(estimates(queues, 0).placeOf(queued(15))).as("another lane").isEmpty();
    assertThat(estimates(queues, 1).placeOf(queued(15))).as("another partition").isEmpty();
    assertThat(
            new QueueEstimates(() -> List.of(), _ -> OptionalInt.empty(), new ManualClock(NOW))
                .placeOf(queued(15)))
        .as("no partition")
        .isEmpty();
  }

  private static QueueEstimates estimates(List<QueueStatus> queues, int partition) {
    return new QueueEstimates(() -> queues, _ -> OptionalInt.of(partition), new ManualClock(NOW));
  }

  private static LaneQueue lane(Lane lane, long turn, long held, double releasesPerSecond) {
    return new LaneQueue(lane, turn, held, releasesPerSecond);
  }

  private static QueueStatus status(int partition, LaneQueue... lanes) {
    return new QueueStatus(partition, Jobs.BEGIN, List.of(lanes));
  }

  private static JobSnapshot queued(long ticket) {
    return Jobs.folded(Jobs.submit(JOB, null), queuedAs(ticket));
  }

  private static JobEvent queuedAs(long ticket) {
    return Jobs.event(JOB, 1, new Queued(Lane.STANDARD, Jobs.price(), ticket));
  }
}
