package dev.likeness.kit.kafka;

import dev.likeness.contract.Topic;
import io.dropwizard.lifecycle.Managed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
 * The latest value of each key of a compacted topic, held in memory and kept up to date by one
 * thread. {@link #start} returns when everything that stood in the topic at that moment has been
 * read, so that a service does not refuse what it only has not read yet. A record that cannot be
 * read is logged and skipped. Reading is thread safe.
 *
 * @param <V> type of the values
 */
public final class CompactedTopic<V extends SpecificRecord> implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final int RECORDS = 1_000;

  private final KafkaClients kafka;
  private final Topic<V> topic;
  private final Deserializer<V> values;
  private final BiConsumer<String, Optional<V>> listener;
  private final Map<String, V> latest = new ConcurrentHashMap<>();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  public CompactedTopic(KafkaClients kafka, Topic<V> topic) {
    this(kafka, topic, (_, _) -> {});
  }

  /**
   * @param listener told of every record, in the order of its key, after it can be read here; empty
   *     for a removal. Called on this object's thread: must be quick and must not throw
   */
  public CompactedTopic(
      KafkaClients kafka, Topic<V> topic, BiConsumer<String, Optional<V>> listener) {
    this.kafka = kafka;
    this.topic = topic;
    this.values = kafka.serdes().deserializer(topic.type());
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("read-" + topic.name()).daemon().unstarted(this::run);
  }

  public Optional<V> get(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** A view that changes with the topic. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(latest.values());
  }

  /**
   * @throws KafkaException if the topic could not be read to its end within 30 s
   */
  @Override
  public void start() throws InterruptedException {
    thread.start();
    if (!caughtUp.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      stop();
      throw new KafkaException("cannot read topic " + topic.name() + " within " + LIMIT);
    }
  }

  @Override
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
    reading.assign(partitions);
    reading.seekToBeginning(partitions);
    Map<TopicPartition, Long> unread = new HashMap<>(reading.endOffsets(partitions, LIMIT));
    while (stopping.getCount() > 0) {
      unread.entrySet().removeIf(end -> reading.position(end.getKey(), LIMIT) >= end.getValue());
      if (unread.isEmpty()) {
        caughtUp.countDown();
      }
      reading.poll(POLL).forEach(this::take);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    try {
      Optional<V> value =
          Optional.ofNullable(record.value()).map(b -> values.deserialize(topic.name(), b));
      value.ifPresentOrElse(v -> latest.put(key, v), () -> latest.remove(key));
      listener.accept(key, value);
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic.name())
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
