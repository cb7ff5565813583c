package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.Cancel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@Timeout(60)
class KafkaClientsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final KafkaEndpoint kafka;
  private final KafkaClients clients;
  private String topic = "";

  KafkaClientsIT(KafkaEndpoint kafka) {
    this.kafka = kafka;
    this.clients = TestClients.of(kafka);
  }

  @BeforeEach
  void create() throws InterruptedException {
    topic = TestTopics.create(kafka, "kit-clients", 1);
  }

  @Test
  void whatAProducerWritesAConsumerReads() throws Exception {
    var cancel = Cancel.newBuilder().setReason("changed my mind").build();
    try (var producer = clients.producer("test");
        var consumer = clients.rawConsumer(TestTopics.uniqueName("group"), 10)) {
      producer.send(new ProducerRecord<>(topic, "job", cancel)).get();
      consumer.subscribe(List.of(topic));

      var record = firstOf(() -> consumer.poll(Duration.ofMillis(200)));

      assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("job");
      assertThat(clients.serdes().deserializer(Cancel.class).deserialize(topic, record.value()))
          .isEqualTo(cancel);
    }
  }

  @Test
  void whatIsNotCommittedIsReadAgain() throws Exception {
    String group = TestTopics.uniqueName("group");
    try (var producer = clients.rawProducer("test")) {
      producer.send(new ProducerRecord<>(topic, "first", new byte[] {1})).get();
      producer.send(new ProducerRecord<>(topic, "second", new byte[] {2})).get();
    }

    for (int start = 0; start < 2; start++) {
      try (var consumer = clients.rawConsumer(group, 1)) {
        consumer.subscribe(List.of(topic));
        assertThat(firstOf(() -> consumer.poll(Duration.ofMillis(200))).value()).containsExactly(1);
      }
    }
  }

  @Test
  void passesOnKeysAndValuesAsTheyCame() throws Exception {
    byte[] noText = {-1, 0, 7};
    try (var producer = clients.passThroughProducer("test");
        var consumer = clients.rawConsumer(TestTopics.uniqueName("group"), 10)) {
      producer.send(new ProducerRecord<>(topic, noText, noText)).get();
      consumer.subscribe(List.of(topic));

      var record = firstOf(() -> consumer.poll(Duration.ofMillis(200)));

      assertThat(record.key()).isEqualTo(noText);
      assertThat(record.value()).isEqualTo(noText);
    }
  }

  @Test
  void leasesOneRecordAtATime() throws Exception {
    String group = TestTopics.uniqueName("lease");
    readFromTheBegin(group);
    try (var producer = clients.rawProducer("test");
        var lessee = clients.leaseConsumer(group, "slot")) {
      for (byte number = 0; number < 3; number++) {
        producer.send(new ProducerRecord<>(topic, "key", new byte[] {number})).get();
      }
      lessee.subscribe(List.of(topic));
      List<Byte> leased = new ArrayList<>();

      while (leased.size() < 3) {
        var records = lessee.poll(Duration.ofMillis(500));
        assertThat(records.count()).isLessThanOrEqualTo(1);
        for (var record : records) {
          leased.add(record.value()[0]);
          lessee.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        var _ = lessee.commitSync();
      }

      assertThat(leased).containsExactly((byte) 0, (byte) 1, (byte) 2);
    }
  }

  private interface Poll {
    Iterable<ConsumerRecord<byte[], byte[]>> next();
  }

  private static ConsumerRecord<byte[], byte[]> firstOf(Poll poll) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    await()
        .pollInSameThread() // consumers belong to one thread
        .atMost(SOON)
        .until(
            () -> {
              poll.next().forEach(read::add);
              return !read.isEmpty();
            });
    return read.getFirst();
  }

  private void readFromTheBegin(String group) throws Exception {
    try (var admin = clients.admin()) {
      var earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
          .all()
          .get();
    }
  }
}
