package dev.likeness.kit.kafka;

import dev.likeness.contract.Topic;
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
 * TopicReader}. {@link #start} returns when everything that stood in the topic at that moment has
 * been read, so that a service does not refuse what it only has not read yet. A record that cannot
 * be read is logged and skipped. Reading is thread safe.
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
   *     for a removal. Called on this object's thread: must be quick and must not throw
   */
  public CompactedTopic(
      KafkaClients kafka, Topic<V> topic, BiConsumer<String, Optional<V>> listener) {
    this.listener = listener;
    this.reader = new TopicReader<>(kafka, topic, TopicReader.From.BEGIN, this::take);
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
    reader.start();
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
