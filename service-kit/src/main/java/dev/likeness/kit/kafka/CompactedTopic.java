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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final int RECORDS = 1_000;

  private final KafkaClients kafka;
  private final Topic<V> topic;
  private final Deserializer<V> values;
  private final BiConsumer<String, Optional<V>> listener;
  private final Map<String, V> latest = new ConcurrentHashMap<>();
  private final Queue<CatchUp> asked = new ConcurrentLinkedQueue<>();
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
    try {
      catchUp(LIMIT);
    } catch (KafkaException e) {
      stop();
      throw e;
    }
  }

  /**
   * Returns when everything that stood in the topic at the time of the call can be read here; takes
   * about a tenth of a second if nothing is missing.
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
    if (partitions.isEmpty()) { // polling without an assignment would be an error of ours
      throw new KafkaException("there is no topic " + topic.name() + " yet");
    }
    reading.assign(partitions);
    reading.seekToBeginning(partitions);
    while (stopping.getCount() > 0) {
      asked.removeIf(wanted -> hasArrived(wanted, reading, partitions));
      reading.poll(POLL).forEach(this::take);
    }
  }

  /** Asks for the topic's end once for each who waits, and lets go those whose end was read. */
  private boolean hasArrived(
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
