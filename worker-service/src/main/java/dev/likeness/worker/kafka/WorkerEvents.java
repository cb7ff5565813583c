package dev.likeness.worker.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.AttemptFailed;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Progressed;
import dev.likeness.schema.v1.Started;
import dev.likeness.worker.work.Stage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
 * Publishes what happens to attempts on this worker to {@link Topics#JOB_EVENTS}. Reports wait for
 * all replicas; signs of life do not wait. Thread safe; does not own the producer.
 */
final class WorkerEvents {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerEvents.class);
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(35);

  private final Producer<String, SpecificRecord> producer;
  private final String workerId;
  private final InstantSource time;

  WorkerEvents(Producer<String, SpecificRecord> producer, String workerId, InstantSource time) {
    this.producer = producer;
    this.workerId = workerId;
    this.time = time;
  }

  void started(JobAttempt attempt, String runId) {
    sendWithoutWaiting(
        attempt,
        Started.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setWorkerId(workerId)
            .setRunId(runId)
            .build());
  }

  void progressed(JobAttempt attempt, String runId, Stage stage, double fraction) {
    sendWithoutWaiting(
        attempt,
        Progressed.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setRunId(runId)
            .setStage(stage.label())
            .setFraction((float) fraction)
            .build());
  }

  /**
   * @throws KafkaException if the report is not known to be stored
   */
  void succeeded(JobAttempt attempt, String runId, Outcome outcome) throws InterruptedException {
    report(
        attempt,
        AttemptSucceeded.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setWorkerId(workerId)
            .setRunId(runId)
            .setOutcome(outcome)
            .build());
  }

  /**
   * @throws KafkaException if the report is not known to be stored
   */
  void failed(JobAttempt attempt, FailureCode code, String detail) throws InterruptedException {
    report(
        attempt,
        AttemptFailed.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setWorkerId(workerId)
            .setFailure(Failure.newBuilder().setCode(code.name()).setDetail(detail).build())
            .build());
  }

  private void report(JobAttempt attempt, SpecificRecord event) throws InterruptedException {
    try {
      send(attempt, event).get(REPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the report was not stored", e);
    }
  }

  private void sendWithoutWaiting(JobAttempt attempt, SpecificRecord event) {
    try {
      var _ = send(attempt, event);
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("jobId", attempt.getJobId())
          .setCause(e)
          .log("sign of life not sent");
    }
  }

  private Future<RecordMetadata> send(JobAttempt attempt, SpecificRecord event) {
    var record =
        JobEvent.newBuilder()
            .setJobId(attempt.getJobId())
            .setAccount(attempt.getAccount())
            .setAt(time.instant())
            .setEvent(event)
            .build();
    return producer.send(
        new ProducerRecord<>(Topics.JOB_EVENTS.name(), attempt.getJobId(), record));
  }
}
