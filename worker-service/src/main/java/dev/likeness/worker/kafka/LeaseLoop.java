package dev.likeness.worker.kafka;

import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.work.AttemptResult;
import dev.likeness.worker.work.AttemptResult.Abandoned;
import dev.likeness.worker.work.AttemptResult.Delivered;
import dev.likeness.worker.work.AttemptResult.Failed;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.WorkMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
 * accepts the record. For one platform thread, which owns the consumer; attempts run on a second
 * one, so that renewals are in time whatever a run does.
 *
 * <ul>
 *   <li>A lease that cannot be renewed stops the run and reports nothing: the record is delivered
 *       again. Nothing else is leased before the run has ended.
 *   <li>The report is stored before the record is accepted; a crash between the two runs the
 *       attempt twice, and the scheduler takes the first report.
 *   <li>A report that cannot be stored is tried again under the lease, because the outcome has cost
 *       more than the wait. If that does not help, the record is not accepted.
 *   <li>A record is never released to be retried: the scheduler retries, with backoff.
 *   <li>A record that is no attempt is rejected; one whose schema cannot be had now is kept.
 *   <li>After any trouble the consumer is replaced: closing it gives back what it holds, whereas
 *       one that is not polled would go on taking records.
 * </ul>
 */
final class LeaseLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final String name;
  private final LeaseSettings settings;
  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final Parts parts;
  private final BooleanSupplier draining;

  /** What all slots of a worker share. */
  record Parts(
      Deserializer<JobAttempt> deserializer,
      AttemptRunner runner,
      WorkerEvents events,
      WorkMetrics metrics,
      Supplier<String> runIds,
      InstantSource time) {}

  /**
   * @param name of the slot
   * @param consumers makes a consumer that acknowledges explicitly and polls one record at a time
   * @param draining whether to stop after the attempt in progress
   */
  LeaseLoop(
      String name,
      LeaseSettings settings,
      Supplier<ShareConsumer<String, byte[]>> consumers,
      Parts parts,
      BooleanSupplier draining) {
    this.name = name;
    this.settings = settings;
    this.consumers = consumers;
    this.parts = parts;
    this.draining = draining;
  }

  /**
   * Leases until the worker drains. An interrupt ends it early: the run in progress is stopped, and
   * its record given back.
   */
  @Override
  public void run() {
    var threads = Thread.ofPlatform().name(name + "-run").daemon().factory();
    try (var runs = Executors.newSingleThreadExecutor(threads)) {
      try {
        while (!draining.getAsBoolean()) {
          leaseWithNewConsumer(runs);
          awaitEarlierRuns(runs);
        }
      } catch (InterruptedException e) {
        runs.shutdownNow();
      }
    }
  }

  private void leaseWithNewConsumer(ExecutorService runs) throws InterruptedException {
    try (var owned = new OwnedConsumer(consumers.get())) {
      ShareConsumer<String, byte[]> consumer = owned.consumer();
      consumer.subscribe(List.of(settings.topic()));
      while (!draining.getAsBoolean()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          process(new Lease(consumer, record, settings.renewEvery()), runs);
        }
      }
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (LeaseLost e) {
      LOG.atWarn().addKeyValue("slot", name).setCause(e).log("lease lost");
    } catch (RuntimeException | OutOfMemoryError e) {
      // Whatever it was, the slot is not given up: usually the broker is away.
      LOG.atWarn().addKeyValue("slot", name).setCause(e).log("leasing failed, beginning again");
      Thread.sleep(AFTER_TROUBLE);
    }
  }

  /** A run that was stopped may still use the device; one slot never has two. */
  private static void awaitEarlierRuns(ExecutorService runs) throws InterruptedException {
    try {
      runs.submit(() -> {}).get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an empty task failed", impossible);
    }
  }

  private void process(Lease lease, ExecutorService runs) throws LeaseLost, InterruptedException {
    JobAttempt attempt;
    try {
      attempt = read(lease);
    } catch (SerializationException e) {
      LOG.atError()
          .addKeyValue("partition", lease.record().partition())
          .addKeyValue("offset", lease.record().offset())
          .setCause(e)
          .log("a record in the queue of attempts is not an attempt");
      lease.reject();
      return;
    }
    carryOut(attempt, lease, runs);
    lease.accept();
  }

  private JobAttempt read(Lease lease) throws LeaseLost, InterruptedException {
    ConsumerRecord<String, byte[]> record = lease.record();
    if (record.value() == null) {
      throw new SerializationException("the record has no value");
    }
    while (true) {
      try {
        return parts.deserializer().deserialize(record.topic(), record.value());
      } catch (RegistryUnavailableException e) {
        LOG.atWarn().setCause(e).log("waiting for the schema registry");
        Thread.sleep(AFTER_TROUBLE);
        lease.renew();
      }
    }
  }

  /** Returns once the outcome of the attempt is reported; the lease was held until then. */
  private void carryOut(JobAttempt attempt, Lease lease, ExecutorService runs)
      throws LeaseLost, InterruptedException {
    String runId = parts.runIds().get();
    WorkerEvents events = parts.events();
    long begin = System.nanoTime();
    var running = new RunningAttempt(attempt, runId, parts.runner(), events, parts.time(), runs);
    parts.metrics().leased();
    boolean reported = false;
    try {
      while (!running.awaitDone(settings.renewEvery())) {
        lease.renew();
        running.giveSignOfLife();
      }
      AttemptResult result = running.result();
      switch (result) {
        case Delivered(var outcome) ->
            report(() -> events.succeeded(attempt, runId, outcome), lease, runs);
        case Failed(var code, var detail) ->
            report(() -> events.failed(attempt, code, detail), lease, runs);
        case Abandoned _ -> throw new LeaseLost("the run was stopped");
      }
      reported = true;
      count(result, Duration.ofNanos(System.nanoTime() - begin));
    } finally {
      if (!reported) {
        running.cancel();
        parts.metrics().abandoned();
        LOG.atWarn().addKeyValue("jobId", attempt.getJobId()).log("attempt abandoned");
      }
    }
  }

  /** Off this thread, because a report may block for longer than the lease lasts. */
  private void report(Callable<?> report, Lease lease, ExecutorService runs)
      throws LeaseLost, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      Future<?> stored = runs.submit(report);
      while (!RunningAttempt.isDone(stored, settings.renewEvery())) {
        lease.renew();
      }
      if (stored.state() == Future.State.SUCCESS) {
        return;
      }
      if (System.nanoTime() - begin > settings.reportLimit().toNanos()) {
        throw new KafkaException("the report was not stored", stored.exceptionNow());
      }
      LOG.atWarn().setCause(stored.exceptionNow()).log("reporting again");
      Thread.sleep(AFTER_TROUBLE);
      lease.renew();
    }
  }

  private void count(AttemptResult result, Duration took) {
    switch (result) {
      case Delivered _ -> parts.metrics().delivered(took);
      case Failed(var code, _) -> parts.metrics().failed(code, took);
      case Abandoned _ -> parts.metrics().abandoned();
    }
  }

  private static InterruptedException interrupted(InterruptException cause) {
    // Kafka sets the flag; as an exception the interrupt is on its way already.
    Thread.interrupted();
    var interrupted = new InterruptedException("interrupted while waiting for the broker");
    interrupted.initCause(cause);
    return interrupted;
  }
}
