package dev.likeness.kit.kafka;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topic;
import dev.likeness.kit.error.RefusalException;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The latest value of each key of a compacted topic, held in memory and kept up to date by a {@link
 * TopicReader}. Until everything that stood in the topic at the start has been read, questions are
 * refused as {@link FailureCode#UNAVAILABLE}, so that nothing is refused, and no right that was
 * taken away is granted, only because it is not read yet. Thread safe.
 *
 * @param <V> type of the values
 */
public final class CompactedTopic<V extends SpecificRecord> implements Managed {
  private final BiConsumer<String, Optional<V>> listener;
  private final Map<String, V> latest = new ConcurrentHashMap<>();
  private final TopicReader<V> reader;

  public CompactedTopic(KafkaClients kafka, Topic<V> topic) {
    this(kafka, topic, (_, _) -> {});
  }

  /**
   * @param listener told of every record, in the order of its key, after it can be read here; empty
   *     for a removal. Called on this object's thread: must be quick and should not throw
   */
  public CompactedTopic(
      KafkaClients kafka, Topic<V> topic, BiConsumer<String, Optional<V>> listener) {
    this.listener = listener;
    this.reader = new TopicReader<>(kafka, topic, new TopicReader.From.Begin(), this::take);
  }

  /**
   * @throws RefusalException as long as the topic has not been read
   */
  public Optional<V> get(String key) {
    requireRead();
    return Optional.ofNullable(latest.get(key));
  }

  /** What has been read so far: a view that changes with the topic. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(latest.values());
  }

  /**
   * For listeners that keep more than the values.
   *
   * @throws RefusalException as long as what stood in the topic at the start has not been read
   */
  public void requireRead() {
    if (!reader.hasRead()) {
      throw new RefusalException(
          FailureCode.UNAVAILABLE, "This service is still starting; try again in a few seconds.");
    }
  }

  /** Healthy while it has read what stood in the topic at the start, and reads on. */
  public HealthCheck healthCheck() {
    return reader.healthCheck();
  }

  /**
   * Returns when everything that stood in the topic has been read, or after ten seconds; then it
   * goes on trying.
   */
  @Override
  public void start() throws InterruptedException {
    reader.start();
  }

  /**
   * As {@link #start}, for those that ask once: returns when everything has been read.
   *
   * @throws KafkaException if that takes longer than {@code longest}; it is stopped then
   */
  public void startAndCatchUp(Duration longest) throws InterruptedException {
    boolean read = false;
    try {
      reader.start();
      reader.catchUp(longest);
      read = true;
    } finally {
      if (!read) {
        reader.stop();
      }
    }
  }

  /**
   * Returns when everything that stood in the topic at the time of the call can be read here; takes
   * about a tenth of a second if nothing is missing.
   *
   * @throws KafkaException if that takes longer than {@code longest}
   */
  public void catchUp(Duration longest) throws InterruptedException {
    reader.catchUp(longest);
  }

  @Override
  public void stop() throws InterruptedException {
    reader.stop();
  }

  private void take(@Nullable String key, Optional<V> value) {
    if (key == null) {
      return;
    }
    value.ifPresentOrElse(v -> latest.put(key, v), () -> latest.remove(key));
    listener.accept(key, value);
  }
}
