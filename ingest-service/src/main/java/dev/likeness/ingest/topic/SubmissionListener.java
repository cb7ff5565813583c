package dev.likeness.ingest.topic;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.JobSubmission;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Takes the records of every submissions topic to intake. A record is done when a job was accepted,
 * or it lies in the rejected ones. A record may be taken twice, after a crash; it names the same
 * job both times.
 */
public final class SubmissionListener implements Managed {
  private static final String GROUP = "likeness-submissions";

  /**
   * Records at work at a time, those that wait for another try not counted. They are small and wait
   * for acknowledgements, seldom for the view; their photos are fetched later, by the role {@code
   * inputs}.
   */
  private static final int RECORDS = 128;

  private static final int RECORDS_OF_PARTITION = 64;

  /** They take milliseconds; one that takes longer than this waits for something that is down. */
  private static final Duration USUAL_TIME = Duration.ofMinutes(1);

  private static final Duration ACKNOWLEDGE_LIMIT = Duration.ofSeconds(30);

  private final RejectedSubmissions rejected;
  private final DescribedTopicIds topics;
  private final RecordLoop loop;

  public SubmissionListener(
      KafkaClients kafka,
      JobIntake intake,
      IngestMetrics metrics,
      InstantSource clock,
      RandomGenerator random) {
    this.rejected =
        new RejectedSubmissions(
            kafka.passThroughProducer("rejected-submissions"), clock, ACKNOWLEDGE_LIMIT);
    this.topics = new DescribedTopicIds(kafka.admin());
    var reader = new SubmissionReader(kafka.serdes().deserializer(JobSubmission.class), topics);
    this.loop =
        new RecordLoop(
            kafka,
            new RecordLoop.Settings(
                GROUP, Topics.everySubmissionsTopic(), RECORDS, RECORDS_OF_PARTITION, USUAL_TIME),
            new SubmissionDesk(reader, intake, rejected, topics),
            metrics::submissionsHeldBack,
            random);
  }

  @Override
  public void start() throws InterruptedException {
    loop.start();
  }

  @Override
  public void stop() throws InterruptedException {
    loop.stop();
    rejected.close();
    topics.close();
  }

  /** For how long the oldest record at work here waits, in seconds. */
  public long oldestSeconds() {
    return loop.oldestSeconds();
  }

  /** Healthy while records are read and done. */
  public HealthCheck healthCheck() {
    return loop.healthCheck();
  }
}
