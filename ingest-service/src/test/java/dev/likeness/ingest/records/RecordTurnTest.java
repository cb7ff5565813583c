package dev.likeness.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final List<TopicPartition> begun = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final RecordTurn turn =
      new RecordTurn(
          consumer,
          new RecordLoop.Settings("group", Pattern.compile("work"), 5, 3, Duration.ofMinutes(1)),
          this::work,
          begun::add,
          threads,
          working::get);

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
  void readsNoFurtherInAPartitionWithEnoughThatIsNotDone() throws Exception {
    slow.addAll(List.of(0L, 1L, 2L));
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
  void aRecordThatIsNeverDoneKeepsNoOtherPartitionFromItsWork() throws Exception {
    slow.add(0L);
    add(FIRST, 0, 40);
    turn.take(Duration.ZERO);
    await().until(() -> done.get() == 39);
    add(SECOND, 1, 40);
    turn.take(Duration.ZERO);
    await().until(() -> done.get() == 79);

    turn.take(Duration.ZERO);

    assertThat(consumer.paused()).isEmpty();
    assertThat(committed(FIRST)).isNull();
    assertThat(committed(SECOND)).isEqualTo(41);
    assertThat(turn.oldest())
        .satisfies(oldest -> assertThat(oldest.partition()).isEqualTo(FIRST))
        .satisfies(oldest -> assertThat(oldest.offset()).isZero());
  }

  @Test
  void whatMayBeRepeatedAfterACrashIsBounded() throws Exception {
    slow.add(0L);
    add(FIRST, 0, 60);
    turn.take(Duration.ZERO);
    await().until(() -> done.get() == 59);

    turn.take(Duration.ZERO);

    assertThat(consumer.paused()).containsExactly(FIRST);
  }

  @Test
  void aTopicThatMayHaveBeenMadeAgainIsTold() {
    add(FIRST, 5, 3);
    turn.take(Duration.ZERO);
    assertThat(begun).containsExactly(FIRST);

    add(FIRST, 8, 2);
    turn.take(Duration.ZERO);
    assertThat(begun).containsExactly(FIRST);

    consumer.seek(FIRST, 0);
    add(FIRST, 0, 2);
    turn.take(Duration.ZERO);
    assertThat(begun).containsExactly(FIRST, FIRST);
  }

  @Test
  void withEnoughAtWorkInAllAPartitionWithoutAnyStillGetsOne() {
    slow.add(0L);
    add(FIRST, 0, 1);
    turn.take(Duration.ZERO);
    working.set(5);

    turn.take(Duration.ZERO);

    assertThat(consumer.paused()).containsExactly(FIRST);
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
      done.incrementAndGet();
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
