package dev.likeness.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
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
    assertThat(desk(serdes).take(record(submission("https://photos.example/none")))).isTrue();

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
  void keepsARecordWhileTheStoreIsDown() throws Exception {
    world.blobs.breakDown();

    assertThat(desk(serdes).take(record(submission(IntakeWorld.PHOTO_URL)))).isFalse();
    assertThat(producer.history()).isEmpty();
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
  void keepsARefusedRecordWhileItCannotBePassedOn() throws Exception {
    producer.sendException = new TimeoutException("no broker");

    assertThat(desk(serdes).take(record(submission("https://photos.example/none")))).isFalse();
  }

  private SubmissionDesk desk(AvroSerdes reading) {
    return new SubmissionDesk(
        new SubmissionReader(reading.deserializer(JobSubmission.class)),
        world.intake,
        new RejectedSubmissions(producer, Duration.ofSeconds(1)));
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
