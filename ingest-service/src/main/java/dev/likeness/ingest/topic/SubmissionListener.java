package dev.likeness.ingest.topic;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.schema.v1.JobSubmission;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of every submissions topic to intake, on one platform thread that polls and one
 * virtual thread for each record of a poll. An offset is committed when it and all before it are
 * done: a job was accepted, or the record lies in the rejected ones. When something of ours is
 * down, the first record concerned is read again after a pause; nothing is skipped. A record may be
 * taken twice, after a crash; it names the same job both times.
 */
public final class SubmissionListener implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionListener.class);
  private static final String GROUP = "likeness-submissions";

  /** Records at work at a time; with photos of 25 MB each this also bounds the memory. */
  private static final int RECORDS = 8;

  private static final Duration NEW_TOPICS_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ACKNOWLEDGE_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** Shorter than the time within which a consumer has to poll again (5 minutes). */
  private static final BackoffSchedule PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(200), Duration.ofSeconds(20), 10, 0.2);

  private final KafkaClients kafka;
  private final JobIntake intake;
  private final IngestMetrics metrics;
  private final RandomGenerator random;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  public SubmissionListener(
      KafkaClients kafka, JobIntake intake, IngestMetrics metrics, RandomGenerator random) {
    this.kafka = kafka;
    this.intake = intake;
    this.metrics = metrics;
    this.random = random;
    this.thread = Thread.ofPlatform().name("submissions").unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    var polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    if (thread.isAlive() && !thread.join(STOP_LIMIT)) {
      LOG.atWarn().log("submissions did not stop in time");
    }
  }

  /** Healthy while the thread lives. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return thread.isAlive()
            ? Result.healthy()
            : Result.unhealthy("the thread that reads submissions has ended");
      }
    };
  }

  private void run() {
    try (var polled = kafka.rawConsumer(GROUP, RECORDS, NEW_TOPICS_WITHIN);
        var rejected =
            new RejectedSubmissions(
                kafka.passThroughProducer("rejected-submissions"), ACKNOWLEDGE_LIMIT);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      consumer = polled;
      var reader = new SubmissionReader(kafka.serdes().deserializer(JobSubmission.class));
      polled.subscribe(Topics.everySubmissionsTopic());
      loop(new SubmissionTurn(polled, new SubmissionDesk(reader, intake, rejected), threads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("submissions are no longer read");
    }
  }

  private void loop(SubmissionTurn turn) throws InterruptedException {
    int troubles = 0;
    while (stopping.getCount() > 0) {
      try {
        troubles = turn.take(POLL) ? 0 : troubles + 1;
      } catch (WakeupException e) {
        continue; // stopping
      } catch (KafkaException e) { // a commit in a rebalance, or brokers out of reach
        LOG.atWarn().setCause(e).log("submissions could not be read or committed");
        troubles++;
      }
      if (troubles > 0) {
        metrics.submissionsHeldBack();
        pause(troubles);
      }
    }
  }

  private void pause(int troubles) throws InterruptedException {
    Duration pause =
        PAUSES
            .delayAfter(Math.min(troubles, PAUSES.attempts() - 1), random::nextDouble)
            .orElse(Duration.ZERO);
    if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.atDebug().log("stopping instead of waiting");
    }
  }
}
