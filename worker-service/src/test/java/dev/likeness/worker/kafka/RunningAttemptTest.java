package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class RunningAttemptTest {
  private final ManualClock clock = new ManualClock();
  private final AvroSerdes serdes = new AvroSerdes("mock://" + UUID.randomUUID());
  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), serdes.serializer());

  @Test
  void tellsOfProgressOnceASecondAndOnlyAfterTheFirst() throws Exception {
    run(6, Duration.ofMillis(400));

    assertThat(told()).as("after 1.2 s and after 2.4 s").hasSize(2);
  }

  @Test
  void anAttemptOfLessThanASecondTellsOfNoProgress() throws Exception {
    run(9, Duration.ofMillis(100));

    assertThat(told()).isEmpty();
  }

  /** A run of so many parts of the same length. */
  private void run(int parts, Duration each) throws InterruptedException {
    var blobs = new InMemoryBlobStore();
    blobs.put(Attempts.INPUT, new byte[] {0});
    JobAttempt attempt =
        Attempts.enhance(clock.instant(), clock.instant().plus(Duration.ofMinutes(1)));
    var runner =
        new AttemptRunner(
            blobs,
            Map.of(
                Operation.ENHANCE,
                (_, _, stages, _) -> {
                  for (int part = 1; part <= parts; part++) {
                    clock.advance(each);
                    stages.reached(Stage.MODEL, (double) part / parts);
                  }
                  return Attempts.made(new byte[] {1});
                }),
            clock,
            System::nanoTime);
    try (var runs = Executors.newSingleThreadExecutor()) {
      var running =
          new RunningAttempt(
              attempt,
              "run",
              runner,
              new WorkerEvents(producer, "worker", clock),
              clock,
              runs,
              new Cancellation(attempt.getDeadline()));
      assertThat(running.awaitDone(Duration.ofSeconds(10))).isTrue();
    }
  }

  private List<Float> told() {
    return producer.history().stream()
        .filter(sent -> sent.topic().equals(Topics.JOB_EVENTS.name()))
        .map(sent -> ((JobEvent) sent.value()).getEvent())
        .filter(Progressed.class::isInstance)
        .map(event -> ((Progressed) event).getFraction())
        .toList();
  }
}
