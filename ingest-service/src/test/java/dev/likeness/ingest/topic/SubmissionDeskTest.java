package dev.likeness.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.SubmissionSource;
import dev.likeness.schema.v1.Submit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionDeskTest {
  private static final String TOPIC = "job-submissions.acme";

  private final IntakeWorld world = new IntakeWorld();
  private final AvroSerdes serdes = new AvroSerdes("mock://desk");
  private final ToldTopicIds topics = new ToldTopicIds();
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
        .containsExactly(JobId.ofSubmission(TOPIC, "first", 2, 7).value());
    assertThat(world.log.commands().getFirst().getRequestId())
        .isEqualTo("job-submissions.acme-2-7");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void aTopicThatIsMadeAgainAsksForOtherJobs() throws Exception {
    var desk = desk(serdes);
    var record = record(submission(IntakeWorld.PHOTO_URL));
    assertThat(desk.take(record)).isTrue();

    topics.id = "second";
    desk.beginsAnew(new TopicPartition(TOPIC, 2));
    assertThat(desk.take(record)).isTrue();

    assertThat(world.log.commands())
        .extracting(command -> command.getJobId())
        .containsExactly(
            JobId.ofSubmission(TOPIC, "first", 2, 7).value(),
            JobId.ofSubmission(TOPIC, "second", 2, 7).value());
    assertThat(world.submits())
        .extracting(Submit::getSource)
        .containsExactly(
            new SubmissionSource(TOPIC, "first", 2, 7L),
            new SubmissionSource(TOPIC, "second", 2, 7L));
  }

  @Test
  void anotherRequestUnderAKnownIdIsToldAndNotTakenForIt() throws Exception {
    var desk = desk(serdes);
    assertThat(desk.take(record(submission(IntakeWorld.PHOTO_URL)))).isTrue();

    assertThat(desk.take(record(submission(IntakeWorld.PHOTO_URL + "?other")))).isTrue();

    assertThat(world.log.commands()).hasSize(1);
    assertThat(header("code")).isEqualTo("IDEMPOTENCY_CONFLICT");
  }

  @Test
  void aTopicWhoseIdCannotBeToldKeepsItsRecords() throws Exception {
    topics.id = null;

    assertThat(desk(serdes).take(record(submission(IntakeWorld.PHOTO_URL)))).isFalse();
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"suspended, FORBIDDEN", "unknown, UNAUTHORIZED"})
  void anAccountThatIsNotLetInByHttpIsNotLetInByItsTopic(String account, String code)
      throws Exception {
    world.openAccount("suspended", true);
    byte[] value = serdes.serializer().serialize("any", submission(IntakeWorld.PHOTO_URL));

    assertThat(
            desk(serdes)
                .take(
                    new ConsumerRecord<>(
                        "job-submissions." + account, 2, 7, new byte[] {1}, value)))
        .isTrue();

    assertThat(header("code")).isEqualTo(code);
    assertThat(world.isUntouched()).isTrue();
  }

  @Test
  void aRejectedRecordKeepsItsKeyBytesHeadersAndTimestamp() throws Exception {
    byte[] value = serdes.serializer().serialize(TOPIC, submission(IntakeWorld.PRIVATE_URL));
    byte[] key = new byte[100_000];
    var headers = new RecordHeaders();
    headers.add("trace", new byte[] {1, 2});
    headers.add("code", "mine".getBytes(StandardCharsets.UTF_8));
    long written = world.clock.instant().minusSeconds(60).toEpochMilli();

    desk(serdes)
        .take(
            new ConsumerRecord<>(
                TOPIC,
                2,
                7,
                written,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty()));

    var rejected = producer.history().getFirst();
    assertThat(rejected.key()).isEqualTo(key);
    assertThat(rejected.value()).isEqualTo(value);
    assertThat(rejected.timestamp()).isEqualTo(written);
    assertThat(header("timestamp")).isEqualTo(Long.toString(written));
    assertThat(rejected.headers().lastHeader("trace").value()).containsExactly(1, 2);
    assertThat(rejected.headers().headers("code").iterator().next().value())
        .asString()
        .isEqualTo("mine");
    assertThat(header("code")).isEqualTo("ADDRESS_NOT_ALLOWED");
  }

  @Test
  void aRecordThatIsOlderThanTheTopicKeepsHasItsTimestampInAHeader() throws Exception {
    long written = world.clock.instant().minus(Duration.ofDays(7)).toEpochMilli();
    byte[] value = serdes.serializer().serialize(TOPIC, submission(IntakeWorld.PRIVATE_URL));

    desk(serdes)
        .take(
            new ConsumerRecord<>(
                TOPIC,
                2,
                7,
                written,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty()));

    assertThat(producer.history().getFirst().timestamp()).isNull();
    assertThat(header("timestamp")).isEqualTo(Long.toString(written));
  }

  @Test
  void whatCannotBeReadSaysTheCause() throws Exception {
    byte[] value = serdes.serializer().serialize(TOPIC, submission(IntakeWorld.PHOTO_URL));

    desk(serdes)
        .take(
            new ConsumerRecord<>(TOPIC, 2, 7, new byte[0], Arrays.copyOf(value, value.length - 9)));

    assertThat(header("code")).isEqualTo("INVALID_REQUEST");
    assertThat(header("detail"))
        .startsWith("The record is not a JobSubmission: cannot read as ")
        .doesNotEndWith("JobSubmission.");
  }

  @Test
  void messagesNameTheFieldsOfTheRecord() throws Exception {
    desk(serdes).take(record(submission(IntakeWorld.PRIVATE_URL)));
    assertThat(header("detail")).startsWith("image_urls[0] ");
    producer.clear();

    var none = JobSubmission.newBuilder().setOperation(Operation.ENHANCE).build();
    desk(serdes).take(record(none));

    assertThat(header("detail")).startsWith("image_urls exactly one image is needed");
  }

  @Test
  void aRecordThatIsGivenUpIsRejectedWhole() throws Exception {
    var record = record(submission(IntakeWorld.PHOTO_URL));

    assertThat(desk(serdes).giveUp(record, new StackOverflowError())).isTrue();

    assertThat(producer.history().getFirst().value()).isEqualTo(record.value());
    assertThat(header("code")).isEqualTo("INTERNAL");
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
  void ofARecordThatIsTooLargeItsBytesAloneAreLeftOut() throws Exception {
    var narrow = new NarrowProducer(1);

    assertThat(desk(serdes, narrow).take(record(submission(IntakeWorld.PRIVATE_URL)))).isTrue();

    assertThat(narrow.history()).hasSize(1);
    var rejected = narrow.history().getFirst();
    assertThat(rejected.value()).isNull();
    assertThat(rejected.key()).containsExactly(1);
    assertThat(rejected.headers().lastHeader("offset").value()).asString().isEqualTo("7");
    assertThat(rejected.headers().lastHeader("value_bytes")).isNotNull();
  }

  @Test
  void aKeyThatIsTooLargeForTheTopicHoldsNothingUp() throws Exception {
    var narrow = new NarrowProducer(0);

    assertThat(desk(serdes, narrow).take(record(submission(IntakeWorld.PRIVATE_URL)))).isTrue();

    assertThat(narrow.history()).hasSize(1);
    assertThat(narrow.history().getFirst().key()).isNull();
    assertThat(narrow.history().getFirst().headers().lastHeader("key_bytes")).isNotNull();
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
        new SubmissionReader(reading.deserializer(JobSubmission.class), topics),
        world.intake,
        new RejectedSubmissions(rejecting, world.clock, Duration.ofSeconds(1)),
        topics);
  }

  /** Takes so many bytes of key and value together. */
  private static final class NarrowProducer extends MockProducer<byte[], byte[]> {
    private final int most;

    NarrowProducer(int most) {
      super(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
      this.most = most;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      return length(record.key()) + length(record.value()) <= most
          ? super.send(record)
          : CompletableFuture.failedFuture(
              new RecordTooLargeException("larger than " + most + " bytes"));
    }

    private static int length(byte @Nullable [] bytes) {
      return bytes == null ? 0 : bytes.length;
    }
  }

  /** Tells one id for every topic, and keeps to it until it is told to forget; null for none. */
  private static final class ToldTopicIds implements TopicIds {
    private final Map<String, String> known = new HashMap<>();
    private @Nullable String id = "first";

    @Override
    public String idOf(String topic) {
      return known.computeIfAbsent(
          topic,
          _ -> {
            if (id == null) {
              throw new KafkaException("no broker");
            }
            return id;
          });
    }

    @Override
    public void forget(String topic) {
      known.remove(topic);
    }
  }

  /** Of the only rejected submission. */
  private String header(String name) {
    assertThat(producer.history()).hasSize(1);
    return new String(
        producer.history().getFirst().headers().lastHeader(name).value(), StandardCharsets.UTF_8);
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
