package dev.likeness.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordTurnTest {
  private static final TopicPartition FIRST = new TopicPartition("work", 0);
  private static final TopicPartition SECOND = new TopicPartition("work", 1);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Long> slow = new HashSet<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final RecordTurn turn =
      new RecordTurn(
          consumer,
          new RecordLoop.Settings("group", Pattern.compile("work"), 5, 3),
          this::work,
          threads);

  @BeforeEach
  void assign() {
    consumer.assign(List.of(FIRST, SECOND));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    threads.close();
  }

  @Test
  void commitsWhatIsDone() throws Exception {
    add(FIRST, 0, 2);
    add(SECOND, 0, 1);

    turn.take(Duration.ZERO);
    turn.finish(LIMIT);

    assertThat(committed(FIRST)).isEqualTo(2);
    assertThat(committed(SECOND)).isEqualTo(1);
  }

  @Test
  void doesNotWaitForASlowRecordToDoTheOthers() throws Exception {
    slow.add(1L);
    add(FIRST, 0, 2);
    turn.take(Duration.ZERO);
    add(SECOND, 0, 1);
    turn.take(Duration.ZERO);

    turn.finish(Duration.ofMillis(200));
    assertThat(committed(FIRST)).isEqualTo(1);
    assertThat(committed(SECOND)).isEqualTo(1);
    goOn.countDown();
    turn.finish(LIMIT);

    assertThat(committed(FIRST)).isEqualTo(2);
  }

  @Test
  void readsNoFurtherInAPartitionWithEnoughAtWork() throws Exception {
    slow.add(0L);
    add(FIRST, 0, 3);
    turn.take(Duration.ZERO);

    turn.take(Duration.ZERO);
    assertThat(consumer.paused()).containsExactly(FIRST);
    goOn.countDown();
    turn.finish(LIMIT);
    turn.take(Duration.ZERO);

    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void readsNothingWithEnoughAtWorkInAll() {
    slow.add(0L);
    add(FIRST, 0, 3);
    add(SECOND, 0, 2);
    turn.take(Duration.ZERO);

    turn.take(Duration.ZERO);

    assertThat(consumer.paused()).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void stopsWorkingOnAPartitionThatWentElsewhere() throws Exception {
    slow.add(1L);
    add(FIRST, 0, 2);
    turn.take(Duration.ZERO);
    turn.finish(Duration.ofMillis(200));

    turn.onPartitionsRevoked(List.of(FIRST));

    interrupted.await();
    assertThat(committed(FIRST)).isEqualTo(1);
  }

  private void work(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    if (!slow.contains(record.offset())) {
      return;
    }
    try {
      goOn.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  private @Nullable Long committed(TopicPartition partition) {
    var offset = consumer.committed(Set.of(partition)).get(partition);
    return offset == null ? null : offset.offset();
  }

  private void add(TopicPartition partition, long from, int count) {
    for (long offset = from; offset < from + count; offset++) {
      consumer.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
    }
  }
}
