package dev.likeness.ingest.inputs;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one job's photos fetched, and answers the scheduler. Thread safe. */
final class InputsDesk implements RecordLoop.Work {
  private static final Logger LOG = LoggerFactory.getLogger(InputsDesk.class);

  private final RecordReader<InputsDue> reader;
  private final PhotoCollector collector;
  private final InputsAnswers answers;
  private final InstantSource clock;
  private final InputsMetrics metrics;

  InputsDesk(
      RecordReader<InputsDue> reader,
      PhotoCollector collector,
      InputsAnswers answers,
      InstantSource clock,
      InputsMetrics metrics) {
    this.reader = reader;
    this.collector = collector;
    this.answers = answers;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      var due = reader.read(record);
      if (due.isPresent()) {
        fetch(due.get(), Instant.ofEpochMilli(record.timestamp()));
      }
      return true;
    } catch (BlobStoreException | KafkaException e) { // the registry and the brokers included
      LOG.atInfo()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("photos wait");
      return false;
    }
  }

  /** The job ends in an error of ours, and costs nothing. */
  @Override
  public boolean giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
      throws InterruptedException {
    var due = reader.read(record);
    if (due.isPresent()) {
      answers.send(
          InputsReady.newBuilder()
              .setJobId(due.get().getJobId())
              .setAccount(due.get().getAccount())
              .setAttemptNumber(due.get().getAttemptNumber())
              .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
              .setFailure(
                  new Failure(FailureCode.INTERNAL.name(), "The photos could not be obtained."))
              .build());
    }
    return true;
  }

  private void fetch(InputsDue due, Instant asked) throws InterruptedException {
    Instant now = clock.instant();
    if (!now.isBefore(due.getDeadline())) {
      return; // the scheduler has ended the job by itself
    }
    metrics.begun(Duration.between(asked, now));
    try {
      answers.send(collector.collect(due));
    } catch (CancellationException e) {
      LOG.atDebug()
          .addKeyValue("jobId", due.getJobId())
          .log("the job ended before its photos came");
    }
  }
}
