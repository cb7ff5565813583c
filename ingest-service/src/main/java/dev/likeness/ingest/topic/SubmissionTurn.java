package dev.likeness.ingest.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll and what follows from it: all records side by side, then, for each partition, a commit
 * up to the first that is not done, from which the next poll reads again. Used by one thread.
 */
final class SubmissionTurn {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionTurn.class);

  private final Consumer<byte[], byte[]> consumer;
  private final SubmissionDesk desk;
  private final ExecutorService threads;

  SubmissionTurn(Consumer<byte[], byte[]> consumer, SubmissionDesk desk, ExecutorService threads) {
    this.consumer = consumer;
    this.desk = desk;
    this.threads = threads;
  }

  /** Whether every record polled is done. */
  boolean take(Duration patience) throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
    Map<TopicPartition, List<Future<Boolean>>> work = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      work.put(partition, begin(records.records(partition)));
    }
    boolean all = true;
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    for (var entry : work.entrySet()) {
      var polled = records.records(entry.getKey());
      int count = countDone(entry.getValue());
      if (count > 0) {
        done.put(entry.getKey(), new OffsetAndMetadata(polled.get(count - 1).offset() + 1));
      }
      if (count < polled.size()) {
        consumer.seek(entry.getKey(), polled.get(count).offset());
        all = false;
      }
    }
    if (!done.isEmpty()) {
      consumer.commitSync(done);
    }
    return all;
  }

  private List<Future<Boolean>> begin(List<ConsumerRecord<byte[], byte[]>> records) {
    var work = new ArrayList<Future<Boolean>>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      work.add(threads.submit(() -> desk.take(record)));
    }
    return work;
  }

  /** How many are done before the first that is not; waits for all of them. */
  private static int countDone(List<Future<Boolean>> work) throws InterruptedException {
    int count = 0;
    boolean unbroken = true;
    for (Future<Boolean> one : work) {
      unbroken = isDone(one) && unbroken;
      count += unbroken ? 1 : 0;
    }
    return count;
  }

  private static boolean isDone(Future<Boolean> one) throws InterruptedException {
    try {
      return one.get();
    } catch (ExecutionException e) { // a fault of ours: the record is kept until it is mended
      LOG.atError().setCause(e).log("submission failed unexpectedly");
      return false;
    }
  }
}
