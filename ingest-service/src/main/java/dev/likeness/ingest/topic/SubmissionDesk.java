package dev.likeness.ingest.topic;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.Admission;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Decides what becomes of one record: a job, a rejected submission, or another try. Thread safe.
 */
final class SubmissionDesk implements RecordLoop.Work {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionDesk.class);

  private final SubmissionReader reader;
  private final JobIntake intake;
  private final RejectedSubmissions rejected;
  private final TopicIds topics;

  SubmissionDesk(
      SubmissionReader reader, JobIntake intake, RejectedSubmissions rejected, TopicIds topics) {
    this.reader = reader;
    this.intake = intake;
    this.rejected = rejected;
    this.topics = topics;
  }

  @Override
  public void beginsAnew(TopicPartition partition) {
    topics.forget(partition.topic());
  }

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      return switch (admission(record)) {
        case Admission.Accepted _ -> true;
        case Admission.Refused refused -> reject(record, refused.refusal());
      };
    } catch (KafkaException e) { // the registry, or the topic of rejected submissions
      return tryLater(record, e);
    }
  }

  /**
   * It goes to the rejected ones, from where it can be submitted again once the fault is mended.
   */
  @Override
  public boolean giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
      throws InterruptedException {
    rejected.add(
        record,
        Refusal.of(
            FailureCode.INTERNAL,
            "This record met a fault of this service; submit it again once that is mended."));
    log(record).addKeyValue("code", FailureCode.INTERNAL).log("submission rejected");
    return true;
  }

  private Admission admission(ConsumerRecord<byte[], byte[]> record) {
    try {
      return intake.admit(reader.read(record));
    } catch (RefusalException e) {
      return new Admission.Refused(e.refusal());
    }
  }

  private boolean reject(ConsumerRecord<byte[], byte[]> record, Refusal refusal)
      throws InterruptedException {
    if (refusal.code().retryable()) {
      return tryLater(record, new RefusalException(refusal));
    }
    rejected.add(record, refusal);
    log(record).addKeyValue("code", refusal.code()).log("submission rejected");
    return true;
  }

  private static boolean tryLater(ConsumerRecord<byte[], byte[]> record, Exception cause) {
    log(record)
        .addKeyValue("code", FailureCode.UNAVAILABLE)
        .setCause(cause)
        .log("submission waits");
    return false;
  }

  private static LoggingEventBuilder log(ConsumerRecord<byte[], byte[]> record) {
    return LOG.atInfo()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset());
  }
}
