package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Started;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.HeldRuns;
import dev.likeness.worker.testing.Pool;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The slots of workers on the real broker, with an operation that a test can hold. */
@ExtendWith(KafkaExtension.class)
class LeasedWorkIT {
  /** The broker of the tests allows less than the 15 s that other brokers ask for at least. */
  private static final int LOCK_SECONDS = 3;

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final HeldRuns operation = new HeldRuns();
  private final Pool pool;

  LeasedWorkIT(KafkaEndpoint kafka) throws InterruptedException {
    pool = new Pool(kafka.bootstrapServers(), kafka.registryUrl());
  }

  @BeforeEach
  void storeTheInput() {
    blobs.put(Attempts.INPUT, new byte[] {0});
  }

  @AfterEach
  void close() {
    operation.finish();
    pool.close();
  }

  @Test
  void carriesOutAnAttemptAndIsDoneWithIt() throws Exception {
    JobAttempt attempt = attempt("");
    pool.release(attempt); // before the group exists: nothing is skipped
    LeasedWork worker = start("one", 1, 10);

    eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());
    eventually().until(pool::isWorkedOff);
    worker.stop();

    Started started = pool.events(attempt, Started.class).getFirst();
    AttemptSucceeded succeeded = pool.events(attempt, AttemptSucceeded.class).getFirst();
    assertThat(started.getWorkerId()).isEqualTo("one");
    assertThat(succeeded.getAttemptId()).isEqualTo(attempt.getAttemptId());
    assertThat(succeeded.getRunId()).isEqualTo(started.getRunId());
    String key = succeeded.getOutcome().getOutputs().getFirst().getBlob().getKey();
    assertThat(key).contains(attempt.getAttemptId(), started.getRunId());
    assertThat(blobs.read(key)).isPresent();
  }

  @Test
  void keepsALongRunWhileAnotherSlotGoesOn() throws Exception {
    LeasedWork worker = start("one", 2, 10);
    JobAttempt longOne = attempt(HeldRuns.HOLD);
    pool.release(longOne);
    eventually().until(() -> !pool.events(longOne, Started.class).isEmpty());

    JobAttempt shortOne = attempt("");
    pool.release(shortOne);
    eventually().until(() -> !pool.events(shortOne, AttemptSucceeded.class).isEmpty());
    Instant lockIsOver = Instant.now().plusSeconds(LOCK_SECONDS + 2);
    eventually().until(() -> Instant.now().isAfter(lockIsOver));
    assertThat(worker.running()).containsExactly(longOne.getAttemptId());
    assertThat(pool.events(longOne, AttemptSucceeded.class)).isEmpty();
    operation.finish();

    eventually().until(() -> !pool.events(longOne, AttemptSucceeded.class).isEmpty());
    eventually().until(pool::isWorkedOff);
    worker.stop();
    assertThat(pool.events(longOne, Started.class)).hasSize(1);
    assertThat(pool.events(longOne, AttemptSucceeded.class)).hasSize(1);
  }

  @Test
  void givesWhatAStoppedWorkerHeldToAnother() throws Exception {
    JobAttempt attempt = attempt(HeldRuns.HOLD);
    LeasedWork first = start("first", 1, 0);
    pool.release(attempt);
    eventually().until(() -> !pool.events(attempt, Started.class).isEmpty());
    LeasedWork second = start("second", 1, 10);

    first.stop();
    eventually().until(() -> pool.events(attempt, Started.class).size() == 2);
    operation.finish();

    eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());
    second.stop();
    assertThat(first.slotsHealth().execute().isHealthy()).isFalse();
    assertThat(pool.events(attempt, Started.class))
        .extracting(Started::getWorkerId)
        .containsExactly("first", "second");
    assertThat(pool.events(attempt, AttemptSucceeded.class))
        .extracting(AttemptSucceeded::getWorkerId)
        .containsExactly("second");
    assertThat(pool.events(attempt, AttemptFailed.class)).isEmpty();
  }

  @Test
  void throwsAwayWhatIsNoAttemptAndRunsTheNext() throws Exception {
    JobAttempt attempt = attempt("");
    pool.poison(new byte[] {1, 2, 3});
    pool.release(attempt);
    LeasedWork worker = start("one", 1, 10);

    eventually().until(() -> !pool.events(attempt, AttemptSucceeded.class).isEmpty());
    eventually().until(pool::isWorkedOff);
    worker.stop();
  }

  @Test
  void endsWhatItHasBegunWhenStopped() throws Exception {
    JobAttempt begun = attempt(HeldRuns.HOLD);
    LeasedWork worker = start("one", 1, 20);
    pool.release(begun);
    eventually().until(() -> !pool.events(begun, Started.class).isEmpty());

    Thread stopping = Thread.ofPlatform().start(() -> stop(worker));
    eventually().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    JobAttempt next = attempt("");
    pool.release(next);
    operation.finish();
    stopping.join();

    assertThat(pool.events(begun, AttemptSucceeded.class)).hasSize(1);
    assertThat(pool.events(next, Started.class)).isEmpty();
  }

  @Test
  void stopsWhatIsCancelledAndSkipsWhatWas() throws Exception {
    JobAttempt running = attempt(HeldRuns.HOLD);
    JobAttempt waiting = attempt("");
    JobAttempt next = attempt("");
    LeasedWork worker = start("one", 1, 10);
    pool.release(running);
    eventually().until(() -> !pool.events(running, Started.class).isEmpty());
    pool.release(waiting);

    pool.cancel(waiting);
    pool.cancel(running);
    eventually().until(pool::isWorkedOff);
    pool.release(next);
    eventually().until(() -> !pool.events(next, AttemptSucceeded.class).isEmpty());
    worker.stop();

    assertThat(pool.events(waiting, Started.class)).isEmpty();
    assertThat(pool.events(running, AttemptSucceeded.class)).isEmpty();
    assertThat(pool.events(running, AttemptFailed.class)).isEmpty();
    assertThat(worker.running()).isEmpty();
  }

  private static void stop(LeasedWork worker) {
    try {
      worker.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LeasedWork start(String workerId, int slots, int drainSeconds)
      throws InterruptedException {
    return start(pool, blobs, operation, workerId, slots, drainSeconds);
  }

  static LeasedWork start(
      Pool pool,
      InMemoryBlobStore blobs,
      OperationRunner operation,
      String workerId,
      int slots,
      int drainSeconds)
      throws InterruptedException {
    var runner =
        new AttemptRunner(
            blobs, Map.of(Operation.ENHANCE, operation), InstantSource.system(), System::nanoTime);
    var worker =
        new LeasedWork(
            pool.clients(),
            new LeaseSection(pool.name(), slots, LOCK_SECONDS, drainSeconds),
            runner,
            new WorkMetrics() {},
            workerId);
    worker.start();
    return worker;
  }

  static JobAttempt attempt(String prompt) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return JobAttempt.newBuilder(Attempts.enhance(now, now.plusSeconds(120)))
        .setSpec(Attempts.spec(1).setPrompt(prompt).build())
        .build();
  }

  static ConditionFactory eventually() {
    return await().pollInSameThread().atMost(Duration.ofSeconds(40));
  }
}
