package dev.likeness.ingest.records;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll and what follows from it: the records polled are given to threads, and for each
 * partition a commit up to the first record that is not done. Used by one thread; only the work
 * itself runs on others.
 *
 * <p>A partition with enough records that are not done is not polled, and none is while there is
 * enough at work in all; but one without any always may have one. So neither a record that waits
 * for good, nor those behind it that are done, take anything from other partitions.
 */
final class RecordTurn implements ConsumerRebalanceListener {

  /** Returns when the record is done. */
  interface Task {
    void run(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
  }

  /** Told of a partition before its first record, and before one that stood before the last one. */
  interface Beginning {
    void beginsAnew(TopicPartition partition);
  }

  /** The record that is not done for longest. */
  record Waiting(TopicPartition partition, long offset, long sinceNanos) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }
  }

  /** Of the records of a partition that are not done, and so in memory. */
  private static final long MAX_PARTITION_BYTES = 4 << 20;

  /** Of all of them. */
  private static final long MAX_BYTES = 64 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(RecordTurn.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordLoop.Settings settings;
  private final Task task;
  private final Beginning beginsAnew;
  private final ExecutorService threads;
  private final IntSupplier working;
  private final Map<TopicPartition, PartitionWork> partitions = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private volatile @Nullable Waiting oldest;

  /**
   * @param working tasks that are at work now, and do not only wait to try again
   */
  RecordTurn(
      Consumer<byte[], byte[]> consumer,
      RecordLoop.Settings settings,
      Task task,
      Beginning beginsAnew,
      ExecutorService threads,
      IntSupplier working) {
    this.consumer = consumer;
    this.settings = settings;
    this.task = task;
    this.beginsAnew = beginsAnew;
    this.threads = threads;
    this.working = working;
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
    while (isAnyNotDone() && System.nanoTime() - begin < limit.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS);
      collectDone();
    }
    commitIfPossible();
  }

  /** What waits for longest, as of the last turn; null for nothing. On any thread. */
  @Nullable Waiting oldest() {
    return oldest;
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
    boolean enough =
        working.getAsInt() >= settings.atATime()
            || partitions.values().stream().mapToLong(PartitionWork::bytesNotDone).sum()
                >= MAX_BYTES;
    Set<TopicPartition> open = new HashSet<>(consumer.assignment());
    Set<TopicPartition> full = new HashSet<>(open);
    full.removeIf(partition -> hasRoom(partition, enough));
    open.removeAll(full);
    consumer.pause(full);
    consumer.resume(open);
  }

  /**
   * @param enough whether there is enough at work in all
   */
  private boolean hasRoom(TopicPartition partition, boolean enough) {
    PartitionWork work = partitions.get(partition);
    if (work == null || work.window() == 0) {
      return true;
    }
    if (work.window() >= settings.window()) {
      return false;
    }
    return work.notDone() == 0
        || (!enough
            && work.notDone() < settings.ofPartition()
            && work.bytesNotDone() < MAX_PARTITION_BYTES);
  }

  private void begin(ConsumerRecord<byte[], byte[]> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    PartitionWork work = partitions.computeIfAbsent(partition, _ -> new PartitionWork());
    if (work.beginsAnewWith(record.offset())) {
      beginsAnew.beginsAnew(partition);
    }
    int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    work.begin(bytes);
    Future<Boolean> done =
        threads.submit(
            () -> {
              try {
                task.run(record);
                return true;
              } finally {
                work.end(bytes);
              }
            });
    work.add(new PartitionWork.Taken(record.offset(), System.nanoTime(), done));
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

  private void collectDone() {
    Waiting longest = null;
    for (Map.Entry<TopicPartition, PartitionWork> entry : partitions.entrySet()) {
      PartitionWork work = entry.getValue();
      work.removeDone()
          .ifPresent(next -> uncommitted.put(entry.getKey(), new OffsetAndMetadata(next)));
      PartitionWork.Taken first = work.first();
      if (first != null && (longest == null || first.sinceNanos() < longest.sinceNanos())) {
        longest = new Waiting(entry.getKey(), first.offset(), first.sinceNanos());
      }
    }
    oldest = longest;
  }

  private void forget(Collection<TopicPartition> gone) {
    for (TopicPartition partition : gone) {
      PartitionWork work = partitions.remove(partition);
      if (work != null) {
        work.cancel();
      }
      uncommitted.remove(partition);
    }
  }

  private boolean isAnyNotDone() {
    return partitions.values().stream().anyMatch(work -> work.window() > 0);
  }
}
