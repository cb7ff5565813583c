package dev.likeness.ingest.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.JobLog;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.ingest.intake.ProfileDeletionLog;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.ProfileDeletion;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands on {@code job-commands}, keyed by job id, and {@code profile-deletions}, acknowledged by
 * all replicas. Thread safe. Owns the producer.
 */
public final class KafkaJobLog implements JobLog, ProfileDeletionLog, Managed, AutoCloseable {
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
    RecordMetadata written = written(Topics.JOB_COMMANDS, command.getJobId(), command);
    return new LogPosition(written.partition(), written.offset());
  }

  @Override
  public void append(ProfileDeletion deletion) {
    var _ = written(Topics.PROFILE_DELETIONS, deletion.getProfileId(), deletion);
  }

  private RecordMetadata written(Topic<?> topic, String key, SpecificRecord value) {
    var record = new ProducerRecord<String, SpecificRecord>(topic.name(), key, value);
    try {
      return producer.send(record).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic.name())
          .addKeyValue("jobId", key)
          .setCause(e)
          .log("record was not acknowledged");
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
        "The request could not be written down; try again, with a client_request_id to be safe.");
  }
}
