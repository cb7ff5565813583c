package dev.likeness.worker.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.TopicReader;
import dev.likeness.schema.v1.CancelAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is said to all workers on {@link Topics#JOB_CONTROL}: without a group, from the end of
 * the topic at the start on. What it misses does no harm: the scheduler ignores the outcome of an
 * attempt that it has cancelled.
 */
final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

  private final AttemptsInHand attempts;
  private final Runnable untaken;
  private final TopicReader<CancelAttempt> reader;

  /**
   * @param untaken called when somebody says that no worker has taken an attempt although slots
   *     wait
   */
  JobControl(KafkaClients kafka, AttemptsInHand attempts, Runnable untaken) {
    this.attempts = attempts;
    this.untaken = untaken;
    this.reader =
        new TopicReader<>(
            kafka,
            Topics.JOB_CONTROL,
            new TopicReader.From.End(),
            (_, value) -> value.ifPresent(this::cancel));
  }

  /**
   * Returns once it hears everything that is said from now on, or after ten seconds; then it goes
   * on trying.
   */
  void start() throws InterruptedException {
    reader.start();
  }

  /** Healthy while it hears. */
  HealthCheck healthCheck() {
    return reader.healthCheck();
  }

  void stop() throws InterruptedException {
    reader.stop();
  }

  /**
   * A job that ended before its first attempt, while its photos were fetched, is no matter here.
   */
  void cancel(CancelAttempt cancel) {
    if (cancel.getAttemptId().isEmpty()) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("jobId", cancel.getJobId())
        .addKeyValue("attemptId", cancel.getAttemptId())
        .log("attempt cancelled");
    attempts.cancel(cancel.getAttemptId());
    if (cancel.getUntaken()) {
      untaken.run();
    }
  }
}
