package dev.likeness.worker.kafka;

import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.schema.v1.JobAttempt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one slot: leases one attempt at a time, has it carried out, then accepts its record.
 * For one platform thread, which owns the consumer; attempts run on a second one, so that renewals
 * are in time whatever a run does.
 *
 * <ul>
 *   <li>A record is accepted when the attempt's outcome is reported, whatever it is, or when the
 *       attempt was cancelled. It is never released to be retried: the scheduler retries, with
 *       backoff.
 *   <li>A record that is no attempt is rejected; one whose schema cannot be had now is kept.
 *   <li>After any trouble the consumer is replaced: closing it gives back what it holds, whereas
 *       one that is not polled would go on taking records. The same is done when somebody knows of
 *       work that no slot takes, see {@link SlotWait}. Nothing is leased before an earlier run has
 *       ended.
 * </ul>
 */
final class LeaseLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final String name;
  private final LeaseSettings settings;
  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final Deserializer<JobAttempt> deserializer;
  private final LeasedAttempts.Shared shared;
  private final SlotWait wait;
  private final BooleanSupplier draining;

  /**
   * @param name of the slot
   * @param consumers makes a consumer that acknowledges explicitly and polls one record at a time
   * @param wait is told when the slot waits and when it works
   * @param draining whether to stop after the attempt in progress
   */
  LeaseLoop(
      String name,
      LeaseSettings settings,
      Supplier<ShareConsumer<String, byte[]>> consumers,
      Deserializer<JobAttempt> deserializer,
      LeasedAttempts.Shared shared,
      SlotWait wait,
      BooleanSupplier draining) {
    this.name = name;
    this.settings = settings;
    this.consumers = consumers;
    this.deserializer = deserializer;
    this.shared = shared;
    this.wait = wait;
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
        var attempts = new LeasedAttempts(settings, shared, runs);
        while (!draining.getAsBoolean()) {
          leaseWithNewConsumer(attempts);
          attempts.awaitEnd();
        }
      } catch (InterruptedException e) {
        runs.shutdownNow();
      }
    }
  }

  private void leaseWithNewConsumer(LeasedAttempts attempts) throws InterruptedException {
    try (var owned = new OwnedConsumer(consumers.get())) {
      ShareConsumer<String, byte[]> consumer = owned.consumer();
      consumer.subscribe(List.of(settings.topic()));
      while (!draining.getAsBoolean()) {
        wait.waits();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          wait.works();
          process(new Lease(consumer, record, settings.renewEvery()), attempts);
        }
        if (wait.joinsAgain()) {
          LOG.atWarn().addKeyValue("slot", name).log("work is not taken, joining the group again");
          return;
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

  private void process(Lease lease, LeasedAttempts attempts)
      throws LeaseLost, InterruptedException {
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
    attempts.carryOut(attempt, lease);
    lease.accept();
  }

  private JobAttempt read(Lease lease) throws LeaseLost, InterruptedException {
    ConsumerRecord<String, byte[]> record = lease.record();
    if (record.value() == null) {
      throw new SerializationException("the record has no value");
    }
    while (true) {
      try {
        return deserializer.deserialize(record.topic(), record.value());
      } catch (RegistryUnavailableException e) {
        LOG.atWarn().setCause(e).log("waiting for the schema registry");
        Thread.sleep(AFTER_TROUBLE);
        lease.renew();
      }
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
