package dev.likeness.worker.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.thread.SupervisedThread;
import dev.likeness.schema.v1.WorkerStatus;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody on {@link Topics#WORKER_STATUS} that this worker is there, what it serves and
 * which attempts it has, so that the scheduler need not be told of each: at the start, then at an
 * interval; a stop in good order takes the entry away. A sign of life that is not stored is
 * followed by the next. Owns its thread and its producer.
 */
public final class WorkerPresence implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPresence.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String workerId;
  private final Duration interval;
  private final UnaryOperator<WorkerStatus.Builder> description;
  private final Supplier<List<String>> running;
  private final InstantSource time;
  private final Instant startedAt;
  private final Producer<String, SpecificRecord> producer;
  private final SupervisedThread thread;

  /**
   * @param description fills in what the worker is and serves, for each sign of life anew
   * @param running ids of the attempts that it carries out now
   */
  public WorkerPresence(
      KafkaClients kafka,
      StatusSection section,
      String workerId,
      UnaryOperator<WorkerStatus.Builder> description,
      Supplier<List<String>> running,
      InstantSource time) {
    this.workerId = workerId;
    this.interval = section.interval();
    this.thread = SupervisedThread.every("worker-status", interval, this::giveSignOfLife);
    this.description = description;
    this.running = running;
    this.time = time;
    this.startedAt = now();
    this.producer = kafka.producer("status");
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Healthy while signs of life are given. */
  public HealthCheck healthCheck() {
    return thread.healthCheck();
  }

  /** Says at once what has changed; before the start and after the stop there is nothing to say. */
  public void announce() {
    thread.wake();
  }

  @Override
  public void stop() throws InterruptedException {
    if (!thread.stop(CLOSE_LIMIT)) {
      LOG.atWarn().log("the last sign of life is still being sent");
    }
    send(null);
    producer.close(CLOSE_LIMIT);
  }

  private void giveSignOfLife() {
    try {
      List<String> attempts = running.get();
      send(
          description
              .apply(WorkerStatus.newBuilder())
              .setWorkerId(workerId)
              .setRunning(attempts.size())
              .setAttempts(attempts)
              .setStartedAt(startedAt)
              .setAt(now())
              .setIntervalMs(interval.toMillis())
              .build());
    } catch (RuntimeException e) {
      // Thrown on, it would silence the worker for good.
      LOG.atWarn().setCause(e).log("no sign of life given");
    }
  }

  private void send(@Nullable WorkerStatus status) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.WORKER_STATUS.name(), workerId, status),
              (_, failure) -> {
                if (failure != null) {
                  LOG.atWarn().setCause(failure).log("sign of life not stored");
                }
              });
    } catch (KafkaException e) {
      LOG.atWarn().setCause(e).log("sign of life not sent");
    }
  }

  private Instant now() {
    return time.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
