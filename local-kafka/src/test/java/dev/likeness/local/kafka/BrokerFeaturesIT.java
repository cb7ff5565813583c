package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class BrokerFeaturesIT {

  @Test
  void shareGroupsGetRecordsWrittenBeforeTheyJoined(KafkaEndpoint kafka) throws Exception {
    KafkaRoundTrip jobs =
        new KafkaRoundTrip(kafka.bootstrapServers(), TestTopics.create(kafka, "jobs", 1));
    jobs.write("first job");
    String group = TestTopics.uniqueName("workers");
    startAtEarliest(kafka, group);
    Map<String, Object> config = jobs.connection();
    config.put("group.id", group);

    List<String> received = new ArrayList<>();
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(jobs.topic()));
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(record -> received.add(record.value()));
                assertThat(received).isNotEmpty();
              });
    }

    assertThat(received).containsExactly("first job");
  }

  @Test
  void onlyCommittedTransactionsAreRead(KafkaEndpoint kafka) throws Exception {
    KafkaRoundTrip ledger =
        new KafkaRoundTrip(kafka.bootstrapServers(), TestTopics.create(kafka, "ledger", 1));

    try (KafkaProducer<String, String> producer =
        ledger.producer(Map.of("transactional.id", TestTopics.uniqueName("scheduler")))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(ledger.topic(), "taken back")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(ledger.topic(), "settled")).get();
      producer.commitTransaction();
    }

    assertThat(ledger.readAll()).containsExactly("settled");
  }

  private static void startAtEarliest(KafkaEndpoint kafka, String group) throws Exception {
    AlterConfigOp earliest =
        new AlterConfigOp(
            new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try (Admin admin = kafka.admin()) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(earliest))).all().get();
    }
  }
}
