package dev.likeness.ingest.topic;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topics;
import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.ingest.intake.Origin;
import dev.likeness.ingest.intake.Submission;
import dev.likeness.ingest.intake.Work;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.ResponseMode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a record of a submissions topic as a submission of the topic's account. Thread safe. */
final class SubmissionReader {
  private final Deserializer<JobSubmission> deserializer;

  SubmissionReader(Deserializer<JobSubmission> deserializer) {
    this.deserializer = deserializer;
  }

  /**
   * @throws RefusalException if the record is not a submission, whatever its bytes are
   * @throws RegistryUnavailableException if nobody can tell now
   */
  Submission read(ConsumerRecord<byte[], byte[]> record) {
    String account = Topics.accountOfSubmissions(record.topic()).orElseThrow(); // as subscribed
    JobSubmission read = deserialized(record);
    var origin = new Origin.TopicRecord(record.topic(), record.partition(), record.offset());
    return new Submission(
        account,
        origin,
        work(read),
        read.getCallbackUrl(),
        read.getClientRequestId(),
        read.getTag());
  }

  private JobSubmission deserialized(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      throw unreadable("it has no value");
    }
    try {
      return deserializer.deserialize(record.topic(), record.value());
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (
        RuntimeException e) { // Avro throws many kinds for broken bytes; none may block a topic
      throw unreadable(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private static Work work(JobSubmission read) {
    return new Work(
        read.getOperation(),
        read.getImageUrls().stream().<ImageSource>map(ImageSource.AtUrl::new).toList(),
        read.getPrompt(),
        read.getProfileIds(),
        read.getNumOutputImages(),
        read.getOutputFormat(),
        ResponseMode.URLS,
        read.getParameters());
  }

  private static RefusalException unreadable(String why) {
    return new RefusalException(
        FailureCode.INVALID_REQUEST, "The record cannot be read as JobSubmission: " + why + ".");
  }
}
