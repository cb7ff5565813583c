package dev.likeness.kit.kafka;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many partitions a topic has, asked of the broker once: topics with keys keep their number.
 * Thread safe; the first call blocks for 5 s at most.
 */
public final class PartitionCount {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionCount.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final KafkaClients kafka;
  private final String topic;
  private volatile int known;

  public PartitionCount(KafkaClients kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Empty while the broker does not say. */
  public OptionalInt get() {
    if (known == 0) {
      ask();
    }
    return known == 0 ? OptionalInt.empty() : OptionalInt.of(known);
  }

  private synchronized void ask() {
    if (known > 0) {
      return;
    }
    try (Admin admin = kafka.admin()) {
      known =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .values()
              .stream()
              .mapToInt(description -> description.partitions().size())
              .sum();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("cannot ask for the partitions");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
