package dev.likeness.kit.kafka;

import dev.likeness.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
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
 * Reads all of a topic without a consumer group, on a thread of its own, and tells a listener of
 * every record. After trouble it goes on where it was. A record that cannot be read is logged and
 * skipped. Started and stopped once.
 *
 * @param <V> type of the values
 */
public final class TopicReader<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final int RECORDS = 1_000;

  /** Where a reader begins that has read nothing yet. */
  public enum From {
    BEGIN,
    END
  }

  /** Hears records on the reader's thread: must be quick and must not throw. */
  @FunctionalInterface
  public interface Listener<V> {
    /**
     * @param value empty if the record has none
     */
    void heard(@Nullable String key, Optional<V> value);
  }

  private final KafkaClients kafka;
  private final Topic<V> topic;
  private final From from;
  private final Deserializer<V> values;
  private final Listener<V> listener;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Queue<CatchUp> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  public TopicReader(KafkaClients kafka, Topic<V> topic, From from, Listener<V> listener) {
    this.kafka = kafka;
    this.topic = topic;
    this.from = from;
    this.values = kafka.serdes().deserializer(topic.type());
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("read-" + topic.name()).daemon().unstarted(this::run);
  }

  /**
   * Returns when the listener has heard what stood in the topic, if that is read, and hears all
   * that comes.
   *
   * @throws KafkaException if that takes longer than 30 s; the reader is stopped then
   */
  public void start() throws InterruptedException {
    thread.start();
    try {
      catchUp(LIMIT);
    } catch (KafkaException e) {
      stop();
      throw e;
    }
  }

  /**
   * Returns when the listener has heard everything that stood in the topic at the time of the call;
   * takes about a tenth of a second if nothing is missing.
   *
   * @throws KafkaException if that takes longer than {@code longest}
   */
  public void catchUp(Duration longest) throws InterruptedException {
    var wanted = new CatchUp();
    asked.add(wanted);
    if (!wanted.done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      var _ = asked.remove(wanted);
      throw new KafkaException("cannot read topic " + topic.name() + " within " + longest);
    }
  }

  /** A question for the topic's end, which the reading thread answers. */
  private static final class CatchUp {
    private final CountDownLatch done = new CountDownLatch(1);

    /** What was not read yet; empty until the thread has asked. Its own. */
    private Map<TopicPartition, Long> unread = Map.of();
  }

  /** Returns when nothing is heard any more. */
  public void stop() throws InterruptedException {
    stopping.countDown();
    var polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    thread.join(LIMIT);
  }

  private void run() {
    while (stopping.getCount() > 0) {
      try (var reading = kafka.detachedConsumer(topic.name(), RECORDS)) {
        consumer = reading;
        follow(reading);
      } catch (WakeupException e) {
        return; // stopping
      } catch (
          KafkaException e) { // brokers out of reach for longer than the client tries by itself
        LOG.atWarn()
            .addKeyValue("topic", topic.name())
            .setCause(e)
            .log("cannot read, trying again");
        pause();
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> reading) {
    List<TopicPartition> partitions =
        reading.partitionsFor(topic.name(), LIMIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) { // polling without an assignment would be an error of ours
      throw new KafkaException("there is no topic " + topic.name() + " yet");
    }
    reading.assign(partitions);
    Map<TopicPartition, Long> begin =
        switch (from) {
          case BEGIN -> reading.beginningOffsets(partitions, LIMIT);
          case END -> reading.endOffsets(partitions, LIMIT);
        };
    for (TopicPartition partition : partitions) {
      reading.seek(partition, next.computeIfAbsent(partition, begin::get));
    }
    while (stopping.getCount() > 0) {
      asked.removeIf(wanted -> hasArrived(wanted, reading, partitions));
      reading.poll(POLL).forEach(this::take);
    }
  }

  /** Asks for the topic's end once for each who waits, and lets go those whose end was read. */
  private static boolean hasArrived(
      CatchUp wanted, Consumer<byte[], byte[]> reading, List<TopicPartition> partitions) {
    if (wanted.unread.isEmpty()) {
      wanted.unread = new HashMap<>(reading.endOffsets(partitions, LIMIT));
    }
    wanted
        .unread
        .entrySet()
        .removeIf(end -> reading.position(end.getKey(), LIMIT) >= end.getValue());
    if (!wanted.unread.isEmpty()) {
      return false;
    }
    wanted.done.countDown();
    return true;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      listener.heard(
          record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
          Optional.ofNullable(record.value()).map(b -> values.deserialize(topic.name(), b)));
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic.name())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("skipped a record that cannot be read");
    }
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
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
