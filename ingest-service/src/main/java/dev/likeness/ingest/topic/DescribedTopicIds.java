package dev.likeness.ingest.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Asks the broker, once for each topic until it is forgotten. Thread safe. Owns the client. */
final class DescribedTopicIds implements TopicIds, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Admin admin;
  private final Map<String, String> ids = new ConcurrentHashMap<>();

  DescribedTopicIds(Admin admin) {
    this.admin = admin;
  }

  @Override
  public String idOf(String topic) {
    String known = ids.get(topic);
    if (known != null) {
      return known;
    }
    String told = ask(topic);
    ids.put(topic, told);
    return told;
  }

  @Override
  public void forget(String topic) {
    ids.remove(topic);
  }

  @Override
  public void close() {
    admin.close(CLOSE_LIMIT);
  }

  private String ask(String topic) {
    try {
      var told = admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
      return Objects.requireNonNull(told, "the answer names what was asked for")
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .topicId()
          .toString();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the id of topic " + topic + " cannot be told", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while asking for the id of topic " + topic, e);
    }
  }
}
