package dev.likeness.worker.kafka;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topic;
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
 * Publishes what happens to attempts on this worker. Outcomes go to {@link Topics#ATTEMPT_REPORTS},
 * for the scheduler to decide, and wait until all replicas have them, or the producer has given up.
 * That a run begins, and how far it has come, goes to {@link Topics#JOB_EVENTS}, for customers to
 * see: it does not wait, except for the producer's metadata and buffer, and may be lost. Thread
 * safe; does not own the producer.
 */
final class WorkerEvents {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerEvents.class);

  /** More than the producer's delivery timeout, so that its own error is seen. */
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
   * Reports that the attempt delivered.
   *
   * @throws KafkaException if the report is not known to be stored; it may be given again
   */
  RecordMetadata succeeded(JobAttempt attempt, String runId, Outcome outcome)
      throws InterruptedException {
    return report(
        attempt,
        AttemptSucceeded.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setWorkerId(workerId)
            .setRunId(runId)
            .setOutcome(outcome)
            .build());
  }

  /**
   * Reports that the attempt did not deliver.
   *
   * @throws KafkaException if the report is not known to be stored; it may be given again
   */
  RecordMetadata failed(JobAttempt attempt, FailureCode code, String detail)
      throws InterruptedException {
    return report(
        attempt,
        AttemptFailed.newBuilder()
            .setAttemptId(attempt.getAttemptId())
            .setWorkerId(workerId)
            .setFailure(Failure.newBuilder().setCode(code.name()).setDetail(detail).build())
            .build());
  }

  private RecordMetadata report(JobAttempt attempt, SpecificRecord event)
      throws InterruptedException {
    try {
      return send(Topics.ATTEMPT_REPORTS, attempt, event)
          .get(REPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("the report was refused", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the report was not stored in time", e);
    }
  }

  private void sendWithoutWaiting(JobAttempt attempt, SpecificRecord event) {
    try {
      var _ = send(Topics.JOB_EVENTS, attempt, event);
    } catch (KafkaException | IllegalStateException e) { // the latter: the producer is closed
      LOG.atWarn()
          .addKeyValue("jobId", attempt.getJobId())
          .setCause(e)
          .log("the progress of a run is not sent");
    }
  }

  private Future<RecordMetadata> send(
      Topic<JobEvent> topic, JobAttempt attempt, SpecificRecord event) {
    var record =
        JobEvent.newBuilder()
            .setJobId(attempt.getJobId())
            .setAccount(attempt.getAccount())
            .setAt(time.instant())
            .setEvent(event)
            .build();
    return producer.send(new ProducerRecord<>(topic.name(), attempt.getJobId(), record));
  }
}
