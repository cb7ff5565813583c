package dev.likeness.worker.kafka;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.WorkMetrics;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * The slots of a worker: each a thread with a lease loop, so that one attempt decodes or stores
 * while another is on the device. Owns the slots' threads, the threads of the runs, and the
 * producer.
 */
public final class LeasedWork implements Managed {
  private final KafkaClients kafka;
  private final LeaseSection section;
  private final AttemptRunner runner;
  private final WorkMetrics metrics;
  private final String workerId;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final List<Thread> slots = new ArrayList<>();
  private final ExecutorService runs;
  private final Producer<String, SpecificRecord> producer;

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
    this.runs =
        Executors.newFixedThreadPool(
            section.slots(), Thread.ofPlatform().name("run-", 0).factory());
    this.producer = kafka.producer("events");
  }

  @Override
  public void start() throws InterruptedException {
    var group = ShareGroup.ofPool(section.pool(), section.lockDuration());
    try (var admin = kafka.admin()) {
      group.configure(admin);
    }
    var events = new WorkerEvents(producer, workerId, InstantSource.system());
    for (int slot = 0; slot < section.slots(); slot++) {
      String role = "slot-" + slot;
      var parts =
          new LeaseLoop.Parts(
              () -> kafka.leaseConsumer(group.name(), role),
              kafka.serdes().deserializer(JobAttempt.class),
              runner,
              events,
              metrics,
              () -> UUID.randomUUID().toString().replace("-", ""),
              runs);
      var settings =
          new LeaseSettings(
              Topics.ready(section.pool()).name(),
              section.lockDuration().dividedBy(3),
              section.drainLimit());
      slots.add(
          Thread.ofPlatform().name(role).start(new LeaseLoop(settings, parts, draining::get)));
    }
  }

  /**
   * Lets runs in progress end within the drain limit, then stops them; what they worked on is
   * leased by another worker.
   */
  @Override
  public void stop() throws InterruptedException {
    draining.set(true);
    long limit = System.nanoTime() + section.drainLimit().toNanos();
    for (Thread slot : slots) {
      slot.join(Duration.ofNanos(Math.max(1_000_000, limit - System.nanoTime())));
      slot.interrupt();
    }
    for (Thread slot : slots) {
      slot.join(section.drainLimit());
    }
    runs.shutdownNow();
    producer.close(Duration.ofSeconds(5));
  }

  /** Whether every slot is at work or waiting for work. */
  public boolean isAlive() {
    return !slots.isEmpty() && slots.stream().allMatch(Thread::isAlive);
  }
}
