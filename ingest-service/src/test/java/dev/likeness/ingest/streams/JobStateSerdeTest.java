package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.ingest.scheduler.Attempt;
import dev.likeness.ingest.scheduler.Ending;
import dev.likeness.ingest.scheduler.Fetch;
import dev.likeness.ingest.scheduler.Job;
import dev.likeness.ingest.scheduler.JobRequest;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.Place;
import dev.likeness.schema.v1.Lane;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobStateSerdeTest {
  private static final String TOPIC = "likeness-scheduler-jobs-changelog";

  private final JobStateSerde serde = new JobStateSerde(new AvroSerdes("mock://job-states"));

  @ParameterizedTest
  @MethodSource
  void readsBackWhatItWrote(JobState state) {
    var bytes = Objects.requireNonNull(serde.serializer().serialize(TOPIC, state));

    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(state);
  }

  static Stream<JobState> readsBackWhatItWrote() {
    var at = Jobs.NOON.plusMillis(7);
    var request =
        new JobRequest(Jobs.id(1), "acme", Jobs.NOON, Jobs.submit(at, Lane.BATCH, "fingerprint"));
    var job = new Job(request, 2, at.plusSeconds(60), new Place(Lane.BATCH, "acme", 4711), 17);
    var fetchFirst =
        new JobRequest(Jobs.id(2), "acme", Jobs.NOON, Jobs.submitByUrl(at, Lane.STANDARD));
    var byUrl = new Job(fetchFirst, 1, at, new Place(Lane.STANDARD, "acme", 1), 0);
    var attempt = new Attempt("a".repeat(32), 3, at);
    return Stream.<JobState>concat(
        Stream.of(
            new JobState.AwaitingInputs(
                byUrl, new Fetch(2, Fetch.Stage.ASKED, 0), at.plusSeconds(5)),
            new JobState.AwaitingInputs(
                byUrl, new Fetch(3, Fetch.Stage.RESTING, 7), at.plusSeconds(6)),
            new JobState.AwaitingInputs(
                byUrl, new Fetch(1, Fetch.Stage.WANTED, 1), at.plusSeconds(7)),
            new JobState.Held(job, 1),
            new JobState.Released(job, attempt, at.plusSeconds(1)),
            new JobState.Running(job, attempt, at.plusSeconds(2)),
            new JobState.WaitingForRetry(job, 2, at.plusSeconds(3)),
            new JobState.DeadLettered(job, at.plusSeconds(4))),
        Stream.of(Ending.values())
            .map(
                ending ->
                    new JobState.Ended(Jobs.id(1), "acme", "fingerprint", Jobs.NOON, ending, at)));
  }
}
