package dev.likeness.local.kafka.testing;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics (and names for groups) that no other test uses: the broker is shared by a whole run. */
public final class TestTopics {

  private TestTopics() {}

  /** A name for a topic, group or application that starts with {@code prefix}. */
  public static String uniqueName(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Creates a topic with a unique name and returns the name. */
  public static String create(KafkaEndpoint kafka, String prefix, int partitions)
      throws InterruptedException {
    String name = uniqueName(prefix);
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new AssertionError("topic " + name + " could not be created", e);
    }
    return name;
  }
}
