package dev.likeness.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.RemotePhoto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SubmissionDeskTest {
  private static final String TOPIC = "job-submissions.acme";

  private final IntakeWorld world = new IntakeWorld();
  private final AvroSerdes serdes = new AvroSerdes("mock://desk");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void makesAJobOfARecordAndTheSameJobOfItAgain() throws Exception {
    var desk = desk(serdes);
    var record = record(submission(IntakeWorld.PHOTO_URL));

    assertThat(desk.take(record)).isTrue();
    assertThat(desk.take(record)).isTrue();

    assertThat(world.log.commands())
        .extracting(command -> command.getJobId())
        .containsOnly(JobId.ofSubmission(TOPIC, 2, 7).value());
    assertThat(world.log.commands().getFirst().getRequestId())
        .isEqualTo("job-submissions.acme-2-7");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void rejectsWhatIntakeRefuses() throws Exception {
    assertThat(desk(serdes).take(record(submission(IntakeWorld.PRIVATE_URL)))).isTrue();

    assertThat(producer.history()).hasSize(1);
    assertThat(world.isUntouched()).isTrue();
  }

  @Test
  void rejectsParametersThatTheOperationDoesNotTake() throws Exception {
    var edited = JobSubmission.newBuilder(submission(IntakeWorld.PHOTO_URL));

    desk(serdes).take(record(edited.setParameters(Map.of("base_model", "nb2")).build()));

    assertThat(producer.history()).hasSize(1);
    assertThat(world.isUntouched()).isTrue();
  }

  @Test
  void needsNoStore() throws Exception {
    world.blobs.breakDown();

    assertThat(desk(serdes).take(record(submission(IntakeWorld.PHOTO_URL)))).isTrue();
    assertThat(world.submits().getFirst().getSources())
        .containsExactly(new RemotePhoto(IntakeWorld.PHOTO_URL));
  }

  @Test
  void keepsARecordWhileTheLogIsDown() throws Exception {
    world.log.breakDown();

    assertThat(desk(serdes).take(record(submission(IntakeWorld.PHOTO_URL)))).isFalse();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void keepsARecordWhileTheRegistryIsDown() throws Exception {
    var deaf = new AvroSerdes("http://127.0.0.1:9/nowhere");

    assertThat(desk(deaf).take(record(submission(IntakeWorld.PHOTO_URL)))).isFalse();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void passesOnTheReasonAloneWhenTheRecordIsTooLargeForItsHeaders() throws Exception {
    var none = submission(IntakeWorld.PRIVATE_URL);
    var narrow = new NarrowProducer();

    assertThat(desk(serdes, narrow).take(record(none))).isTrue();

    assertThat(narrow.history()).hasSize(1);
    assertThat(narrow.history().getFirst().value()).isNull();
    assertThat(narrow.history().getFirst().headers().lastHeader("offset").value())
        .asString()
        .isEqualTo("7");
  }

  @Test
  void keepsARefusedRecordWhileItCannotBePassedOn() throws Exception {
    producer.sendException = new TimeoutException("no broker");

    assertThat(desk(serdes).take(record(submission(IntakeWorld.PRIVATE_URL)))).isFalse();
  }

  private SubmissionDesk desk(AvroSerdes reading) {
    return desk(reading, producer);
  }

  private SubmissionDesk desk(AvroSerdes reading, Producer<byte[], byte[]> rejecting) {
    return new SubmissionDesk(
        new SubmissionReader(reading.deserializer(JobSubmission.class)),
        world.intake,
        new RejectedSubmissions(rejecting, Duration.ofSeconds(1)));
  }

  /** Finds every value too large. */
  private static final class NarrowProducer extends MockProducer<byte[], byte[]> {
    NarrowProducer() {
      super(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      return record.value() == null
          ? super.send(record)
          : CompletableFuture.failedFuture(new RecordTooLargeException("larger than 0 bytes"));
    }
  }

  private static JobSubmission submission(String url) {
    return JobSubmission.newBuilder()
        .setOperation(Operation.ENHANCE)
        .setImageUrls(List.of(url))
        .build();
  }

  private ConsumerRecord<byte[], byte[]> record(JobSubmission submission) {
    byte[] value = serdes.serializer().serialize(TOPIC, submission);
    return new ConsumerRecord<>(TOPIC, 2, 7, new byte[] {1}, value);
  }
}
