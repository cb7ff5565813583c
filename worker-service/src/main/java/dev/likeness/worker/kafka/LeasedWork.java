package dev.likeness.worker.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.thread.SupervisedThread;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.WorkMetrics;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * The slots of a worker: each a thread with a lease loop, so that one attempt decodes or stores
 * while another is on the device; and an ear for what is cancelled. Owns the threads and the
 * producer of the events. Started and stopped once.
 */
public final class LeasedWork implements Managed {
  private static final Duration REPORT_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration PRODUCER_LIMIT = Duration.ofSeconds(5);

  private final KafkaClients kafka;
  private final LeaseSection section;
  private final AttemptRunner runner;
  private final WorkMetrics metrics;
  private final String workerId;
  private final Producer<String, SpecificRecord> producer;
  private final AttemptsInHand inHand = new AttemptsInHand(InstantSource.system());
  private final JobControl control;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final List<SlotWait> waits;
  private final List<SupervisedThread> slots = new CopyOnWriteArrayList<>();

  /**
   * @param workerId names this worker in events
   */
  public LeasedWork(
      KafkaClients kafka,
      LeaseSection section,
      AttemptRunner runner,
      WorkMetrics metrics,
      String workerId) {
    this.kafka = kafka;
    this.section = section;
    this.runner = runner;
    this.metrics = metrics;
    this.workerId = workerId;
    this.waits =
        Stream.generate(() -> new SlotWait(InstantSource.system())).limit(section.slots()).toList();
    this.control = new JobControl(kafka, inHand, () -> waits.forEach(SlotWait::askToJoinAgain));
    this.producer = kafka.promptProducer("events");
  }

  /**
   * Prepares the share group and starts the slots.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker refuses or does not answer
   */
  @Override
  public void start() throws InterruptedException {
    var group = ShareGroup.ofPool(section.pool(), section.lockDuration());
    kafka.put(group.settings());
    control.start();
    var settings =
        new LeaseSettings(Topics.ready(section.pool()).name(), section.renewEvery(), REPORT_LIMIT);
    var shared =
        new LeasedAttempts.Shared(
            runner,
            inHand,
            new WorkerEvents(producer, workerId, InstantSource.system()),
            metrics,
            () -> UUID.randomUUID().toString().replace("-", ""),
            InstantSource.system());
    for (int slot = 0; slot < section.slots(); slot++) {
      String name = "slot-" + slot;
      var loop =
          new LeaseLoop(
              name,
              settings,
              () -> kafka.leaseConsumer(group.name(), name),
              kafka.serdes().deserializer(JobAttempt.class),
              shared,
              waits.get(slot),
              draining::get);
      var thread = new SupervisedThread(name, _ -> loop.run());
      slots.add(thread);
      thread.start();
    }
  }

  /**
   * Leases nothing more, lets runs in progress end within the drain limit, then stops them; what
   * they worked on goes to another worker at once. A run that does not stop is left behind.
   */
  @Override
  public void stop() throws InterruptedException {
    leaseNoMore();
    join(section.drainLimit());
    slots.forEach(SupervisedThread::interrupt);
    join(STOP_LIMIT);
    control.stop();
    producer.close(PRODUCER_LIMIT);
  }

  /** Lets what runs go on, and leases nothing more. Returns at once. */
  public void leaseNoMore() {
    draining.set(true);
    slots.forEach(SupervisedThread::requestStop);
  }

  /** Ids of the attempts that are carried out now. */
  public List<String> running() {
    return inHand.ids();
  }

  /** Since when the slot that has waited longest waits for work; empty if all are at work. */
  public Optional<Instant> waitingSince() {
    return waits.stream().flatMap(wait -> wait.since().stream()).min(Comparator.naturalOrder());
  }

  /** Healthy while every slot is at work or waiting for work. */
  public HealthCheck slotsHealth() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return slots.stream()
            .map(slot -> slot.healthCheck().execute())
            .filter(result -> !result.isHealthy())
            .findFirst()
            .orElseGet(() -> slots.isEmpty() ? Result.unhealthy("not started") : Result.healthy());
      }
    };
  }

  /** Healthy while it hears which attempts are cancelled. */
  public HealthCheck controlHealth() {
    return control.healthCheck();
  }

  /** Waits for the slots to end, for {@code limit} in all. */
  private void join(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (SupervisedThread slot : slots) {
      var _ = slot.stop(Duration.ofNanos(end - System.nanoTime()));
    }
  }
}
