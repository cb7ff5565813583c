package dev.likeness.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Started;
import dev.likeness.worker.kafka.InMemoryShareGroup.Acknowledged;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final OperationRunner QUICK = (_, _, _, _) -> Attempts.made(new byte[] {1});

  private final InMemoryShareGroup group = new InMemoryShareGroup();
  private final AvroSerdes serdes = new AvroSerdes("mock://" + UUID.randomUUID());
  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), serdes.serializer());
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final Balance balance = new Balance();
  private final AttemptsInHand inHand = new AttemptsInHand(InstantSource.system());
  private final ManualClock clock = new ManualClock();
  private final SlotWait wait = new SlotWait(clock);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final JobAttempt attempt = attempt(Duration.ofMinutes(1));
  private Deserializer<JobAttempt> deserializer = serdes.deserializer(JobAttempt.class);
  private Duration reportLimit = Duration.ofSeconds(10);
  private Thread slot = new Thread();

  @BeforeEach
  void storeTheInput() {
    blobs.put(Attempts.INPUT, new byte[] {0});
  }

  @AfterEach
  void everyLeaseHasEndedAndEveryConsumerIsClosed() throws InterruptedException {
    draining.set(true);
    slot.join(PATIENCE);

    assertThat(slot.isAlive()).isFalse();
    assertThat(group.allClosed()).isTrue();
    assertThat(balance.running.get()).isZero();
  }

  @Test
  void reportsThenAccepts() {
    offer(0, attempt);
    start(QUICK);

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(events()).first().isInstanceOf(Started.class);
    assertThat(events()).last().isInstanceOf(AttemptSucceeded.class);
    assertThat(balance.delivered.get()).isEqualTo(1);
  }

  @Test
  void joinsTheGroupAgainWhenItWaitsAndSomebodyKnowsOfWork() {
    start(QUICK);
    Awaitility.await().atMost(PATIENCE).until(() -> wait.since().isPresent());
    clock.advance(SlotWait.MIN_WAIT);

    wait.askToJoinAgain();

    Awaitility.await().atMost(PATIENCE).until(() -> group.joined() == 2);
    offer(0, attempt);
    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
  }

  @Test
  void renewsWhileTheAttemptRuns() {
    var finish = new CountDownLatch(1);
    offer(0, attempt);
    start(blockedUntil(finish));

    Awaitility.await().atMost(PATIENCE).until(() -> group.renewals() >= 3);
    finish.countDown();

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(events()).as("a renewal is nobody's news").noneMatch(Progressed.class::isInstance);
  }

  @Test
  void rejectsWhatIsNoAttemptAndGoesOn() {
    group.add(0, new byte[] {9, 9, 9});
    group.add(1, serdes.serializer().serialize(InMemoryShareGroup.TOPIC, anEvent()));
    offer(2, attempt);
    start(QUICK);

    awaitEnded(
        new Acknowledged(0, AcknowledgeType.REJECT),
        new Acknowledged(1, AcknowledgeType.REJECT),
        new Acknowledged(2, AcknowledgeType.ACCEPT));
    assertThat(group.joined()).isEqualTo(1);
  }

  @Test
  void keepsAnAttemptWhileTheRegistryIsSilent() {
    Deserializer<JobAttempt> silent =
        new AvroSerdes("http://127.0.0.1:1").deserializer(JobAttempt.class);
    Deserializer<JobAttempt> answering = deserializer;
    var reads = new AtomicInteger();
    deserializer =
        (topic, bytes) ->
            (reads.getAndIncrement() == 0 ? silent : answering).deserialize(topic, bytes);
    offer(0, attempt);
    start(QUICK);

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(group.renewals()).isPositive();
  }

  @Test
  void stopsTheRunOfALostLeaseAndReportsNothing() {
    var cancelled = new CountDownLatch(1);
    var runs = new AtomicInteger();
    group.refuseRenewals(true);
    offer(0, attempt);
    start(
        (_, _, _, cancellation) -> {
          if (runs.getAndIncrement() == 0) {
            awaitCancelled(cancellation);
            group.refuseRenewals(false);
            cancelled.countDown();
            cancellation.check();
          }
          return Attempts.made(new byte[] {1});
        });

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(cancelled.getCount()).isZero();
    assertThat(group.joined()).as("consumers").isEqualTo(2);
    assertThat(events()).filteredOn(event -> event instanceof Started).hasSize(2);
    assertThat(events()).filteredOn(event -> event instanceof AttemptSucceeded).hasSize(1);
    assertThat(balance.abandoned.get()).isEqualTo(1);
  }

  @Test
  void reportsAgainUnderTheLeaseWhenTheBrokerDidNotTakeIt() {
    offer(0, attempt);
    start(
        (_, _, _, _) -> {
          producer.sendException = new TimeoutException("no broker");
          return Attempts.made(new byte[] {1});
        });

    Awaitility.await().atMost(PATIENCE).until(() -> group.renewals() > 0);
    assertThat(group.ended()).isEmpty();
    producer.sendException = null;

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(events()).filteredOn(event -> event instanceof Started).hasSize(1);
  }

  @Test
  void doesNotAcceptWhatItCouldNotReport() {
    var runs = new AtomicInteger();
    reportLimit = Duration.ZERO;
    offer(0, attempt);
    start(
        (_, _, _, _) -> {
          producer.sendException =
              runs.getAndIncrement() == 0 ? new TimeoutException("no broker") : null;
          return Attempts.made(new byte[] {1});
        });

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(runs.get()).isEqualTo(2);
    assertThat(group.joined()).as("consumers").isEqualTo(2);
    assertThat(balance.abandoned.get()).isEqualTo(1);
  }

  @Test
  void stopsARunAtItsDeadline() {
    offer(0, attempt(Duration.ofMillis(300)));
    start(
        (_, _, _, cancellation) -> {
          awaitCancelled(cancellation);
          cancellation.check();
          return Attempts.made();
        });

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(failureCode()).isEqualTo(FailureCode.TIMEOUT.name());
  }

  @Test
  void reportsAnErrorOfTheMachineAndGoesOn() {
    var runs = new AtomicInteger();
    offer(0, attempt);
    offer(1, attempt(Duration.ofMinutes(1)));
    start(
        (_, _, _, _) -> {
          if (runs.getAndIncrement() == 0) {
            throw new StackOverflowError();
          }
          return Attempts.made(new byte[] {1});
        });

    awaitEnded(
        new Acknowledged(0, AcknowledgeType.ACCEPT), new Acknowledged(1, AcknowledgeType.ACCEPT));
    assertThat(failureCode()).isEqualTo(FailureCode.INTERNAL.name());
    assertThat(balance.failed.get()).isEqualTo(1);
  }

  @Test
  void endsTheAttemptInProgressWhenDraining() throws InterruptedException {
    var finish = new CountDownLatch(1);
    offer(0, attempt);
    offer(1, attempt(Duration.ofMinutes(1)));
    start(blockedUntil(finish));
    awaitStarted();

    draining.set(true);
    finish.countDown();
    slot.join(PATIENCE);

    assertThat(group.ended()).containsExactly(new Acknowledged(0, AcknowledgeType.ACCEPT));
  }

  @Test
  void givesTheAttemptBackWhenInterrupted() throws InterruptedException {
    offer(0, attempt);
    start(blockedUntil(new CountDownLatch(1)));
    awaitStarted();

    slot.interrupt();
    slot.join(PATIENCE);

    assertThat(slot.isAlive()).isFalse();
    assertThat(group.ended()).isEmpty();
    assertThat(events()).noneMatch(event -> event instanceof AttemptFailed);
    assertThat(balance.abandoned.get()).isEqualTo(1);
  }

  @Test
  void acceptsACancelledAttemptWithoutAReport() {
    offer(0, attempt);
    start(blockedUntil(new CountDownLatch(1)));
    awaitStarted();

    inHand.cancel(attempt.getAttemptId());

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(events()).noneMatch(event -> event instanceof AttemptFailed);
    assertThat(balance.cancelled.get()).isEqualTo(1);
    assertThat(group.joined()).as("consumers").isEqualTo(1);
    assertThat(inHand.ids()).isEmpty();
  }

  @Test
  void doesNotBeginWhatWasCancelledBefore() {
    inHand.cancel(attempt.getAttemptId());
    offer(0, attempt);
    start(QUICK);

    awaitEnded(new Acknowledged(0, AcknowledgeType.ACCEPT));
    assertThat(events()).isEmpty();
    assertThat(balance.cancelled.get()).isEqualTo(1);
  }

  private void start(OperationRunner operation) {
    var runner =
        new AttemptRunner(
            blobs, Map.of(Operation.ENHANCE, operation), InstantSource.system(), System::nanoTime);
    var shared =
        new LeasedAttempts.Shared(
            runner,
            inHand,
            new WorkerEvents(producer, "worker", InstantSource.system()),
            balance,
            () -> UUID.randomUUID().toString(),
            InstantSource.system());
    var settings = new LeaseSettings(InMemoryShareGroup.TOPIC, Duration.ofMillis(20), reportLimit);
    slot =
        Thread.ofPlatform()
            .name("slot")
            .start(
                new LeaseLoop(
                    "slot", settings, group::join, deserializer, shared, wait, draining::get));
  }

  private void offer(long offset, JobAttempt offered) {
    group.add(offset, serdes.serializer().serialize(InMemoryShareGroup.TOPIC, offered));
  }

  private void awaitEnded(Acknowledged... expected) {
    Awaitility.await().atMost(PATIENCE).until(() -> group.ended().size() >= expected.length);
    assertThat(group.ended()).containsExactly(expected);
  }

  private void awaitStarted() {
    Awaitility.await().atMost(PATIENCE).until(() -> !events().isEmpty());
  }

  private List<Object> events() {
    return producer.history().stream().map(sent -> ((JobEvent) sent.value()).getEvent()).toList();
  }

  private String failureCode() {
    return events().stream()
        .filter(event -> event instanceof AttemptFailed)
        .map(event -> ((AttemptFailed) event).getFailure().getCode())
        .findFirst()
        .orElse("");
  }

  private JobEvent anEvent() {
    return JobEvent.newBuilder()
        .setJobId(attempt.getJobId())
        .setAccount("acme")
        .setAt(attempt.getReleasedAt())
        .setEvent(Started.newBuilder().setAttemptId("a").setWorkerId("w").setRunId("r").build())
        .build();
  }

  private static JobAttempt attempt(Duration untilDeadline) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return Attempts.enhance(now, now.plus(untilDeadline));
  }

  private static OperationRunner blockedUntil(CountDownLatch finish) {
    return (_, _, _, cancellation) -> {
      try (var _ = cancellation.onRequest(finish::countDown)) {
        await(finish);
      }
      cancellation.check();
      return Attempts.made(new byte[] {1});
    };
  }

  private static void awaitCancelled(Cancellation cancellation) {
    var requested = new CountDownLatch(1);
    try (var _ = cancellation.onRequest(requested::countDown)) {
      await(requested);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Balance implements WorkMetrics {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();

    @Override
    public void leased() {
      running.incrementAndGet();
    }

    @Override
    public void delivered(Duration took) {
      running.decrementAndGet();
      delivered.incrementAndGet();
    }

    @Override
    public void failed(FailureCode code, Duration took) {
      running.decrementAndGet();
      failed.incrementAndGet();
    }

    @Override
    public void cancelled() {
      running.decrementAndGet();
      cancelled.incrementAndGet();
    }

    @Override
    public void abandoned() {
      running.decrementAndGet();
      abandoned.incrementAndGet();
    }
  }
}
