package dev.likeness.worker.kafka;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.CancelAttempt;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is said to all workers on {@link Topics#JOB_CONTROL}: without a group, from the end of
 * the topic at the start on, on a thread of its own. What it misses does no harm: the scheduler
 * ignores the outcome of an attempt that it has cancelled.
 */
final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final int RECORDS = 500;

  private final KafkaClients kafka;
  private final Deserializer<CancelAttempt> deserializer;
  private final AttemptsInHand attempts;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CountDownLatch listening = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  JobControl(KafkaClients kafka, AttemptsInHand attempts) {
    this.kafka = kafka;
    this.deserializer = kafka.serdes().deserializer(CancelAttempt.class);
    this.attempts = attempts;
    this.thread = Thread.ofPlatform().name("job-control").daemon().unstarted(this::run);
  }

  /**
   * Returns once it hears everything that is said from now on.
   *
   * @throws KafkaException if the topic cannot be read within 30 s
   */
  void start() throws InterruptedException {
    thread.start();
    if (!listening.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      stop();
      throw new KafkaException("cannot read topic " + Topics.JOB_CONTROL.name());
    }
  }

  void stop() throws InterruptedException {
    stopping.countDown();
    var polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    thread.join(LIMIT);
  }

  private void run() {
    while (stopping.getCount() > 0) {
      try (var reading = kafka.detachedConsumer("control", RECORDS)) {
        consumer = reading;
        listen(reading);
      } catch (WakeupException e) {
        return; // stopping
      } catch (KafkaException e) {
        LOG.atWarn().setCause(e).log("cannot hear what is cancelled, trying again");
        pause();
      }
    }
  }

  private void listen(Consumer<byte[], byte[]> reading) {
    List<TopicPartition> partitions =
        reading.partitionsFor(Topics.JOB_CONTROL.name(), LIMIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reading.assign(partitions);
    Map<TopicPartition, Long> ends = reading.endOffsets(partitions, LIMIT);
    for (TopicPartition partition : partitions) {
      // After trouble it goes on where it was; at the start that is the end.
      reading.seek(partition, next.computeIfAbsent(partition, ends::get));
    }
    listening.countDown();
    while (stopping.getCount() > 0) {
      reading.poll(POLL).forEach(this::take);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (record.value() == null) {
      return;
    }
    try {
      CancelAttempt cancel = deserializer.deserialize(record.topic(), record.value());
      LOG.atInfo()
          .addKeyValue("jobId", cancel.getJobId())
          .addKeyValue("attemptId", cancel.getAttemptId())
          .log("attempt cancelled");
      attempts.cancel(cancel.getAttemptId());
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("skipped a record that cannot be read");
    }
  }

  private void pause() {
    try {
      if (stopping.await(PAUSE_AFTER_TROUBLE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atDebug().log("stopping instead of waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }
}
