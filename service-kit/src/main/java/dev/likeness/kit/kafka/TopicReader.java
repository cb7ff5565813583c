package dev.likeness.kit.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topic;
import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.kit.thread.SupervisedThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of a topic without a consumer group, on a thread of its own, and tells a listener of
 * every record. After trouble it goes on where it was. A record that cannot be read, or that the
 * listener throws at, is logged and skipped; one whose schema the registry does not tell now is
 * waited for. Started and stopped once.
 *
 * @param <V> type of the values
 */
public final class TopicReader<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final int RECORDS = 1_000;

  /** Where a reader begins that has read nothing yet. */
  public sealed interface From {
    record Begin() implements From {}

    record End() implements From {}

    /** The first record of each partition that was written then or later. */
    record Time(Instant instant) implements From {}
  }

  /** Hears records on the reader's thread: must be quick and should not throw. */
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
  private final CatchUp beginning = new CatchUp();
  private final Queue<CatchUp> asked = new ConcurrentLinkedQueue<>(List.of(beginning));
  private final SupervisedThread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  /** Why it reads nothing now; null if it reads. */
  private volatile @Nullable String trouble;

  public TopicReader(KafkaClients kafka, Topic<V> topic, From from, Listener<V> listener) {
    this.kafka = kafka;
    this.topic = topic;
    this.from = from;
    this.values = kafka.serdes().deserializer(topic.type());
    this.listener = listener;
    this.thread = new SupervisedThread("read-" + topic.name(), this::run);
  }

  /**
   * Returns when the listener has heard what stood in the topic, if that is read, and hears all
   * that comes; or after ten seconds, and then goes on trying. {@link #hasRead} tells which.
   */
  public void start() throws InterruptedException {
    thread.start();
    if (!beginning.done.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.atWarn()
          .addKeyValue("topic", topic.name())
          .addKeyValue("trouble", trouble)
          .log("the topic is not read yet, going on in the background");
    }
  }

  /** Whether the listener has heard everything that stood in the topic at the start. */
  public boolean hasRead() {
    return beginning.done.getCount() == 0;
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
      String why = trouble;
      throw new KafkaException(
          "cannot read topic "
              + topic.name()
              + " within "
              + longest
              + (why == null ? "" : ": " + why));
    }
  }

  /** Healthy while it has read what stood in the topic at the start, and reads on. */
  public HealthCheck healthCheck() {
    HealthCheck threadCheck = thread.healthCheck();
    return new HealthCheck() {
      @Override
      protected Result check() {
        String why = trouble;
        if (why != null) {
          return Result.unhealthy("%s", "topic " + topic.name() + " is not read: " + why);
        }
        return hasRead()
            ? threadCheck.execute()
            : Result.unhealthy("topic %s is not read to its end yet", topic.name());
      }
    };
  }

  /** A question for the topic's end, which the reading thread answers. */
  private static final class CatchUp {
    private final CountDownLatch done = new CountDownLatch(1);

    /** What was not read yet; empty until the thread has asked. Its own. */
    private Map<TopicPartition, Long> unread = Map.of();
  }

  /** Returns when nothing is heard any more. */
  public void stop() throws InterruptedException {
    thread.requestStop();
    var polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    var _ = thread.stop(LIMIT);
  }

  private void run(SupervisedThread self) throws InterruptedException {
    while (!self.isStopping()) {
      try (var reading = kafka.detachedConsumer(topic.name(), RECORDS)) {
        consumer = reading;
        follow(reading);
      } catch (WakeupException e) {
        return; // stopping
      } catch (
          KafkaException e) { // brokers out of reach for longer than the client tries by itself
        trouble = String.valueOf(e.getMessage());
        LOG.atWarn()
            .addKeyValue("topic", topic.name())
            .setCause(e)
            .log("cannot read, trying again");
        var _ = self.pause(PAUSE_AFTER_TROUBLE);
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> reading) throws InterruptedException {
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
          case From.Begin() -> reading.beginningOffsets(partitions, LIMIT);
          case From.End() -> reading.endOffsets(partitions, LIMIT);
          case From.Time(Instant instant) -> offsetsAt(instant, reading, partitions);
        };
    for (TopicPartition partition : partitions) {
      reading.seek(partition, next.computeIfAbsent(partition, begin::get));
    }
    while (!thread.isStopping()) {
      asked.removeIf(wanted -> hasArrived(wanted, reading, partitions));
      trouble = null;
      for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
        take(record);
      }
    }
  }

  /** The end of a partition in which nothing was written since. */
  private static Map<TopicPartition, Long> offsetsAt(
      Instant instant, Consumer<byte[], byte[]> reading, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, instant.toEpochMilli()));
    Map<TopicPartition, Long> offsets = new HashMap<>(reading.endOffsets(partitions, LIMIT));
    reading
        .offsetsForTimes(times, LIMIT)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                offsets.put(partition, found.offset());
              }
            });
    return offsets;
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

  private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      Optional<V> value = read(record);
      if (thread.isStopping()) {
        return;
      }
      listener.heard(
          record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8), value);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      // Of this record alone. Any other error is the machine's: the thread begins again with it.
      LOG.atError()
          .addKeyValue("topic", topic.name())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("skipped a record that cannot be read");
    }
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** Waits as long as the registry does not tell the schema: what is skipped would be lost. */
  private Optional<V> read(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    if (record.value() == null) {
      return Optional.empty();
    }
    while (true) {
      try {
        V value = values.deserialize(topic.name(), record.value());
        trouble = null;
        return Optional.of(value);
      } catch (RegistryUnavailableException e) {
        trouble = e.getMessage();
        LOG.atWarn()
            .addKeyValue("topic", topic.name())
            .addKeyValue("cause", e.getMessage())
            .log("waiting for the schema registry");
        if (thread.pause(PAUSE_AFTER_TROUBLE)) {
          return Optional.empty();
        }
      }
    }
  }
}
