package dev.likeness.worker.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one slot: leases one attempt at a time, renews the lease while it runs, reports, then
 * accepts the record. For one platform thread, which owns the consumer.
 *
 * <ul>
 *   <li>Renewal is {@code acknowledge(RENEW)}, {@code commitSync()}, {@code poll(ZERO)}: polling
 *       with a longer wait would fetch and hide another record.
 *   <li>A lease that cannot be renewed stops the run and reports nothing: the record is delivered
 *       again.
 *   <li>The report is stored before the record is accepted; a crash between the two runs the
 *       attempt twice, and the scheduler takes the first report.
 *   <li>A record is never released to be retried: the scheduler retries, with backoff.
 *   <li>A consumer that is not polled is closed, because it would go on taking records.
 * </ul>
 */
final class LeaseLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final Deserializer<JobAttempt> deserializer;
  private final AttemptRunner runner;
  private final WorkerEvents events;
  private final WorkMetrics metrics;
  private final Supplier<String> runIds;
  private final ExecutorService threads;
  private final BooleanSupplier draining;

  /** The collaborators that all slots of a worker share. */
  record Parts(
      Supplier<ShareConsumer<String, byte[]>> consumers,
      Deserializer<JobAttempt> deserializer,
      AttemptRunner runner,
      WorkerEvents events,
      WorkMetrics metrics,
      Supplier<String> runIds,
      ExecutorService threads) {}

  LeaseLoop(LeaseSettings settings, Parts parts, BooleanSupplier draining) {
    this.settings = settings;
    this.consumers = parts.consumers();
    this.deserializer = parts.deserializer();
    this.runner = parts.runner();
    this.events = parts.events();
    this.metrics = parts.metrics();
    this.runIds = parts.runIds();
    this.threads = parts.threads();
    this.draining = draining;
  }

  /**
   * Leases until the worker drains; a consumer that fails is replaced. Ends early when interrupted.
   */
  @Override
  public void run() {
    while (!draining.getAsBoolean()) {
      try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
        consumer.subscribe(List.of(settings.topic()));
        leaseUntilDraining(consumer);
      } catch (InterruptedException | InterruptException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (KafkaException | IllegalStateException e) {
        LOG.atWarn().setCause(e).log("lost the broker, trying again");
        if (!pause()) {
          return;
        }
      }
    }
  }

  private void leaseUntilDraining(ShareConsumer<String, byte[]> consumer)
      throws InterruptedException {
    while (!draining.getAsBoolean()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        Optional<JobAttempt> attempt = read(record);
        if (attempt.isEmpty()) {
          consumer.acknowledge(record, AcknowledgeType.REJECT);
          consumer.commitSync();
        } else if (heldToTheEnd(consumer, record, attempt.get())) {
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          consumer.commitSync();
        }
      }
    }
  }

  private Optional<JobAttempt> read(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.of(deserializer.deserialize(record.topic(), record.value()));
    } catch (SerializationException e) {
      LOG.atError()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("a record in the queue of attempts is not an attempt");
      return Optional.empty();
    }
  }

  /** Whether the attempt has been reported while its lease was held. */
  private boolean heldToTheEnd(
      ShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      JobAttempt attempt)
      throws InterruptedException {
    var running = new RunningAttempt(attempt, runIds.get(), runner, events, threads);
    long begin = System.nanoTime();
    metrics.leased();
    try {
      while (!running.awaitDone(settings.renewEvery())) {
        boolean overdue = draining.getAsBoolean() && settings.isOverdue(System.nanoTime() - begin);
        if (overdue || !renewed(consumer, record)) {
          LOG.atWarn()
              .addKeyValue("jobId", attempt.getJobId())
              .log("lease lost or worker stopping, run abandoned");
          running.cancel(STOP_LIMIT);
          metrics.abandoned();
          return false;
        }
        running.giveSignOfLife();
      }
      return reported(running, begin);
    } catch (InterruptedException e) {
      running.cancel(STOP_LIMIT);
      throw e;
    }
  }

  private static boolean renewed(
      ShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
    try {
      consumer.acknowledge(record, AcknowledgeType.RENEW);
      boolean refused = consumer.commitSync().values().stream().anyMatch(Optional::isPresent);
      return !refused && !consumer.poll(Duration.ZERO).isEmpty();
    } catch (KafkaException | IllegalStateException lost) {
      return false;
    }
  }

  private boolean reported(RunningAttempt running, long begin) throws InterruptedException {
    JobAttempt attempt = running.attempt();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    try {
      switch (running.result()) {
        case Delivered(var outcome) -> {
          events.succeeded(attempt, running.runId(), outcome);
          metrics.delivered(took);
        }
        case Failed(FailureCode code, String detail) -> {
          events.failed(attempt, code, detail);
          metrics.failed(code, took);
        }
        case Abandoned() -> {
          metrics.abandoned();
          return false;
        }
      }
    } catch (ExecutionException e) {
      LOG.atError()
          .addKeyValue("jobId", attempt.getJobId())
          .setCause(e)
          .log("a run ended in an error");
      events.failed(attempt, FailureCode.INTERNAL, "The worker failed on this job.");
      metrics.failed(FailureCode.INTERNAL, took);
    }
    return true;
  }

  /** Whether the loop may go on. */
  private static boolean pause() {
    try {
      Thread.sleep(AFTER_TROUBLE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
