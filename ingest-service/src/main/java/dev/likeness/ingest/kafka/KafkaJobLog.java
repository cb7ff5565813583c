package dev.likeness.ingest.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.JobLog;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobCommand;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands on {@code job-commands}, keyed by job id, acknowledged by all replicas. Thread safe.
 * Owns the producer.
 */
public final class KafkaJobLog implements JobLog, Managed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaJobLog.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Producer<String, SpecificRecord> producer;
  private final Duration limit;

  /**
   * @param producer acknowledged by all replicas and idempotent, as the kit makes it
   * @param limit for the acknowledgement of one command
   */
  public KafkaJobLog(Producer<String, SpecificRecord> producer, Duration limit) {
    this.producer = producer;
    this.limit = limit;
  }

  @Override
  public LogPosition append(JobCommand command) {
    var record =
        new ProducerRecord<String, SpecificRecord>(
            Topics.JOB_COMMANDS.name(), command.getJobId(), command);
    try {
      var written = producer.send(record).get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new LogPosition(written.partition(), written.offset());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("jobId", command.getJobId())
          .setCause(e)
          .log("command was not acknowledged");
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  @Override
  public void stop() {
    close();
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }

  private static RefusalException unavailable() {
    return new RefusalException(
        FailureCode.UNAVAILABLE,
        "The job could not be written down; try again, with a client_request_id to be safe.");
  }
}
