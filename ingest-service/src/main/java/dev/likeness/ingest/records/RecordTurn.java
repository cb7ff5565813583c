package dev.likeness.ingest.records;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll and what follows from it: the records polled are given to threads, and for each
 * partition a commit up to the first record that is not done. A partition with enough records at
 * work is not polled. Used by one thread; only the work itself runs on others.
 */
final class RecordTurn implements ConsumerRebalanceListener {

  /** Returns when the record is done. */
  interface Task {
    void run(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
  }

  private record AtWork(long offset, Future<Boolean> done) {}

  private static final Logger LOG = LoggerFactory.getLogger(RecordTurn.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordLoop.Settings settings;
  private final Task task;
  private final ExecutorService threads;
  private final Map<TopicPartition, Deque<AtWork>> atWork = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

  RecordTurn(
      Consumer<byte[], byte[]> consumer,
      RecordLoop.Settings settings,
      Task task,
      ExecutorService threads) {
    this.consumer = consumer;
    this.settings = settings;
    this.task = task;
    this.threads = threads;
  }

  /**
   * @throws KafkaException if reading or committing failed; the next turn tries again
   */
  void take(Duration patience) {
    pausePartitionsThatAreFull();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      begin(record);
    }
    commit();
  }

  /** Waits for what is at work, and commits what is done when the limit has passed. */
  void finish(Duration limit) throws InterruptedException {
    long begin = System.nanoTime();
    collectDone();
    while (size() > 0 && System.nanoTime() - begin < limit.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS);
      collectDone();
    }
    commitIfPossible();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    collectDone();
    commitIfPossible();
    forget(partitions);
  }

  /** They have another owner already, so nothing can be committed. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    forget(partitions);
  }

  private void pausePartitionsThatAreFull() {
    boolean enough = size() >= settings.atATime();
    Set<TopicPartition> open = new HashSet<>(consumer.assignment());
    Set<TopicPartition> full = new HashSet<>(open);
    full.removeIf(partition -> !enough && size(partition) < settings.ofPartition());
    open.removeAll(full);
    consumer.pause(full);
    consumer.resume(open);
  }

  private void begin(ConsumerRecord<byte[], byte[]> record) {
    Future<Boolean> done =
        threads.submit(
            () -> {
              task.run(record);
              return true;
            });
    atWork
        .computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), _ -> new ArrayDeque<>())
        .add(new AtWork(record.offset(), done));
  }

  private void commit() {
    collectDone();
    if (!uncommitted.isEmpty()) {
      consumer.commitSync(Map.copyOf(uncommitted), COMMIT_LIMIT);
      uncommitted.clear();
    }
  }

  private void commitIfPossible() {
    try {
      commit();
    } catch (KafkaException e) {
      LOG.atInfo().setCause(e).log("what is done was not committed and will be done again");
    }
  }

  /** A task that was interrupted has not done its record: whoever reads next takes it. */
  private void collectDone() {
    atWork.forEach(
        (partition, records) -> {
          while (!records.isEmpty() && records.peek().done().state() == Future.State.SUCCESS) {
            uncommitted.put(partition, new OffsetAndMetadata(records.remove().offset() + 1));
          }
        });
  }

  private void forget(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Deque<AtWork> records = atWork.remove(partition);
      if (records != null) {
        records.forEach(record -> record.done().cancel(true));
      }
      uncommitted.remove(partition);
    }
  }

  private int size() {
    return atWork.values().stream().mapToInt(Deque::size).sum();
  }

  private int size(TopicPartition partition) {
    Deque<AtWork> records = atWork.get(partition);
    return records == null ? 0 : records.size();
  }
}
