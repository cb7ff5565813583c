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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads a record of a submissions topic as a submission of the topic's account. Thread safe. */
final class SubmissionReader {
  private final Deserializer<JobSubmission> deserializer;
  private final TopicIds topics;

  SubmissionReader(Deserializer<JobSubmission> deserializer, TopicIds topics) {
    this.deserializer = deserializer;
    this.topics = topics;
  }

  /**
   * @throws RefusalException if the record is not a submission, whatever its bytes are
   * @throws RegistryUnavailableException if nobody can tell now
   * @throws KafkaException if the topic's id cannot be told now
   */
  Submission read(ConsumerRecord<byte[], byte[]> record) {
    String account = Topics.accountOfSubmissions(record.topic()).orElseThrow(); // as subscribed
    JobSubmission read = deserialized(record);
    var origin =
        new Origin.TopicRecord(
            record.topic(), topics.idOf(record.topic()), record.partition(), record.offset());
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
    } catch (SerializationException e) {
      throw unreadable(e.getMessage());
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

  private static RefusalException unreadable(@Nullable String why) {
    return new RefusalException(
        FailureCode.INVALID_REQUEST, "The record is not a JobSubmission: " + why + ".");
  }
}
