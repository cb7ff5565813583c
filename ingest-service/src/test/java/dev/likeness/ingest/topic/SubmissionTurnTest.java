package dev.likeness.ingest.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.ingest.testing.IntakeWorld;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmissionTurnTest {
  private static final TopicPartition FIRST = new TopicPartition("job-submissions.acme", 0);
  private static final TopicPartition SECOND = new TopicPartition("job-submissions.acme", 1);

  private final IntakeWorld world = new IntakeWorld();
  private final AvroSerdes serdes = new AvroSerdes("mock://turn");
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final InTurn threads = new InTurn();
  private final SubmissionTurn turn =
      new SubmissionTurn(
          consumer,
          new SubmissionDesk(
              new SubmissionReader(serdes.deserializer(JobSubmission.class)),
              world.intake,
              new RejectedSubmissions(
                  new MockProducer<>(
                      true,
                      new RoundRobinPartitioner(),
                      new ByteArraySerializer(),
                      new ByteArraySerializer()),
                  Duration.ofSeconds(1))),
          threads);

  @BeforeEach
  void assign() {
    consumer.assign(List.of(FIRST, SECOND));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  @Test
  void commitsWhatIsDone() throws Exception {
    add(FIRST, 0);
    add(FIRST, 1);
    add(SECOND, 0);

    assertThat(turn.take(Duration.ZERO)).isTrue();

    assertThat(committed(FIRST)).isEqualTo(2);
    assertThat(committed(SECOND)).isEqualTo(1);
    assertThat(world.log.commands()).hasSize(3);
  }

  @Test
  void commitsUpToTheFirstRecordThatIsNotDoneAndReadsOnFromThere() throws Exception {
    add(FIRST, 0);
    add(FIRST, 1);
    add(FIRST, 2);
    threads.beforeTask(2, world.blobs::breakDown);

    assertThat(turn.take(Duration.ZERO)).isFalse();

    assertThat(committed(FIRST)).isEqualTo(1);
    assertThat(consumer.position(FIRST)).isEqualTo(1);
    assertThat(world.log.commands()).hasSize(1);
  }

  @Test
  void commitsNothingWhenTheFirstIsNotDone() throws Exception {
    add(FIRST, 0);
    world.log.breakDown();

    assertThat(turn.take(Duration.ZERO)).isFalse();

    assertThat(consumer.committed(Set.of(FIRST)).get(FIRST)).isNull();
    assertThat(consumer.position(FIRST)).isZero();
  }

  private long committed(TopicPartition partition) {
    return Objects.requireNonNull(consumer.committed(Set.of(partition)).get(partition)).offset();
  }

  private void add(TopicPartition partition, long offset) {
    var submission =
        JobSubmission.newBuilder()
            .setOperation(Operation.ENHANCE)
            .setImageUrls(List.of(IntakeWorld.PHOTO_URL))
            .build();
    byte[] value = serdes.serializer().serialize(partition.topic(), submission);
    consumer.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, value));
  }

  /** Runs every task at once, on the caller's thread. */
  private static final class InTurn extends AbstractExecutorService {
    private int tasks;
    private int interruptAt;
    private Runnable interruption = () -> {};

    void beforeTask(int number, Runnable interruption) {
      this.interruptAt = number;
      this.interruption = interruption;
    }

    @Override
    public void execute(Runnable task) {
      if (++tasks == interruptAt) {
        interruption.run();
      }
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
