package dev.likeness.kit.kafka;

import dev.likeness.contract.Topic;
import dev.likeness.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics of {@link Topics} that are missing. Safe to run again, and from several places
 * at once.
 */
public final class TopicProvisioner {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Twice what brokers take by default. */
  private static final int MAX_REJECTED_BYTES = 2 << 20;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Admin admin;
  private final int partitions;

  /**
   * @param partitions of every topic that is keyed by job id or account, and of each queue of
   *     released attempts
   */
  public TopicProvisioner(Admin admin, int partitions) {
    this.admin = admin;
    this.partitions = partitions;
  }

  /**
   * Creates what is missing.
   *
   * @param pools worker pools
   * @param accounts accounts that may submit by topic
   * @throws KafkaException if the broker refuses or does not answer within 30 s
   */
  public void provision(Collection<String> pools, Collection<String> accounts)
      throws InterruptedException {
    var topics = new ArrayList<NewTopic>();
    Topics.keyedByJob().forEach(topic -> topics.add(topic(topic)));
    Topics.keyedOtherwise().forEach(topic -> topics.add(topic(topic)));
    pools.forEach(pool -> topics.add(topic(Topics.ready(pool))));
    accounts.forEach(account -> topics.add(topic(Topics.submissions(account))));
    topics.add(rejectedSubmissions());
    create(topics);
    awaitVisible(topics.stream().map(NewTopic::name).toList());
  }

  /** Takes the largest record of any topic with default settings, with the reason added to it. */
  private NewTopic rejectedSubmissions() {
    NewTopic topic = named(Topics.REJECTED_SUBMISSIONS, Topic.Retention.WEEK);
    var config = new HashMap<>(topic.configs());
    config.put("max.message.bytes", Integer.toString(MAX_REJECTED_BYTES));
    return topic.configs(config);
  }

  private NewTopic topic(Topic<?> topic) {
    return named(topic.name(), topic.retention());
  }

  private NewTopic named(String name, Topic.Retention retention) {
    Map<String, String> config =
        switch (retention) {
          case WEEK ->
              Map.of(
                  "cleanup.policy",
                  "delete",
                  "retention.ms",
                  Long.toString(Duration.ofDays(7).toMillis()));
          case FOREVER -> Map.of("cleanup.policy", "delete", "retention.ms", "-1");
          case COMPACTED -> Map.of("cleanup.policy", "compact");
        };
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
  }

  private void create(List<NewTopic> topics) throws InterruptedException {
    for (var result : admin.createTopics(topics).values().entrySet()) {
      try {
        result.getValue().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException("cannot create topic " + result.getKey(), e.getCause());
        }
      } catch (TimeoutException e) {
        throw new KafkaException("cannot create topic " + result.getKey() + " within " + LIMIT, e);
      }
    }
  }

  /**
   * A topic that the controller has created is unknown to the broker's clients for a moment:
   * whoever starts after us must not meet that moment.
   */
  private void awaitVisible(List<String> names) throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!areVisible(names)) {
      if (System.nanoTime() > limit) {
        throw new KafkaException("topics are not visible within " + LIMIT + ": " + names);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private boolean areVisible(List<String> names) throws InterruptedException {
    try {
      admin.describeTopics(names).allTopicNames().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw new KafkaException("cannot describe the topics", e.getCause());
    } catch (TimeoutException e) {
      return false;
    }
  }
}
