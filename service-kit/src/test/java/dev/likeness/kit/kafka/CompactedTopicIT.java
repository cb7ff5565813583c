package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.Topic;
import dev.likeness.contract.Topic.Retention;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AccountRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@Timeout(60)
class CompactedTopicIT {
  private final KafkaEndpoint kafka;
  private final KafkaClients clients;
  private final Topic<AccountRecord> topic =
      new Topic<>(TestTopics.uniqueName("accounts"), AccountRecord.class, Retention.COMPACTED);
  private final Producer<String, SpecificRecord> producer;

  CompactedTopicIT(KafkaEndpoint kafka) {
    this.kafka = kafka;
    clients = TestClients.of(kafka);
    producer = clients.producer("test");
  }

  @BeforeEach
  void createTopic() throws Exception {
    try (var admin = kafka.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic.name(), 2, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void knowsAfterItsStartWhatStoodInTheTopicBefore() throws Exception {
    write("acme", account("acme", false));
    write("acme", account("acme", true));
    write("gone", account("gone", false));
    write("gone", null);
    var accounts = new CompactedTopic<>(clients, topic);

    accounts.start();
    try {
      assertThat(accounts.get("acme")).map(AccountRecord::getSuspended).contains(true);
      assertThat(accounts.get("gone")).isEmpty();
      assertThat(accounts.values()).hasSize(1);
    } finally {
      accounts.stop();
    }
  }

  @Test
  void followsTheTopicAndTellsOfEveryRecord() throws Exception {
    var heard = new ConcurrentLinkedQueue<String>();
    var accounts =
        new CompactedTopic<>(
            clients, topic, (key, value) -> heard.add(key + " " + value.isPresent()));
    accounts.start();
    try {
      write("acme", account("acme", false));
      await().until(() -> accounts.get("acme").isPresent());
      write("acme", null);
      await().until(() -> accounts.get("acme").equals(Optional.empty()));

      await().untilAsserted(() -> assertThat(heard).containsExactly("acme true", "acme false"));
    } finally {
      accounts.stop();
    }
  }

  @Test
  void skipsWhatItCannotRead() throws Exception {
    try (var raw = clients.rawProducer("raw")) {
      raw.send(new ProducerRecord<>(topic.name(), "acme", new byte[] {7})).get();
    }
    write("other", account("other", false));
    var accounts = new CompactedTopic<>(clients, topic);

    accounts.start();
    try {
      assertThat(accounts.get("acme")).isEmpty();
      assertThat(accounts.get("other")).isPresent();
    } finally {
      accounts.stop();
    }
  }

  @Test
  void waitsForATopicThatIsMadeAfterItsStart() throws Exception {
    var later =
        new Topic<>(TestTopics.uniqueName("later"), AccountRecord.class, Retention.COMPACTED);
    var accounts = new CompactedTopic<>(clients, later);
    try (var starting = Executors.newVirtualThreadPerTaskExecutor();
        var admin = kafka.admin()) {
      var start =
          starting.submit(
              () -> {
                accounts.start();
                return true;
              });
      admin.createTopics(List.of(new NewTopic(later.name(), 1, (short) 1))).all().get();

      assertThat(start.get()).isTrue();
    } finally {
      accounts.stop();
    }
  }

  private void write(String key, @Nullable AccountRecord value) throws Exception {
    producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
  }

  private static AccountRecord account(String id, boolean suspended) {
    return AccountRecord.newBuilder()
        .setAccount(id)
        .setCreatedAt(Instant.EPOCH)
        .setSuspended(suspended)
        .build();
  }
}
