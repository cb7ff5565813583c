package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.Topic;
import dev.likeness.contract.Topic.Retention;
import dev.likeness.contract.wire.SchemaRegistry;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AccountRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aRecordThatCannotBeReadEndsNothing() throws Exception {
    try (var raw = clients.rawProducer("raw")) {
      raw.send(new ProducerRecord<>(topic.name(), 0, "acme", new byte[] {7})).get();
      raw.send(new ProducerRecord<>(topic.name(), 0, "acme", new byte[] {0, 120, 0, 0, 0, 1}))
          .get();
    }
    producer.send(new ProducerRecord<>(topic.name(), 0, "other", account("other", false))).get();
    var accounts = new CompactedTopic<>(clients, topic);

    accounts.start();
    try {
      assertThat(accounts.get("acme")).isEmpty();
      assertThat(accounts.get("other")).isPresent();
      assertThat(accounts.healthCheck().execute().isHealthy()).isTrue();
    } finally {
      accounts.stop();
    }
  }

  @Test
  void aListenerThatThrowsHearsTheNextRecord() throws Exception {
    var heard = new ConcurrentLinkedQueue<String>();
    var accounts =
        new CompactedTopic<>(
            clients,
            topic,
            (key, value) -> {
              switch (key) {
                case "deep" -> throw new StackOverflowError();
                case "broken" -> throw new IllegalStateException();
                default -> heard.add(key);
              }
            });
    accounts.start();
    try {
      for (String key : List.of("deep", "broken", "good")) {
        producer.send(new ProducerRecord<>(topic.name(), 0, key, account(key, false))).get();
      }

      await().untilAsserted(() -> assertThat(heard).containsExactly("good"));
    } finally {
      accounts.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 503})
  void whatCannotBeReadNowIsWaitedForAndNothingIsAnsweredUntilThen(int status) throws Exception {
    write("acme", account("acme", false));
    write("acme", account("acme", true));
    try (var registry = new SwitchedRegistry(kafka.registryUrl());
        var starting = Executors.newVirtualThreadPerTaskExecutor()) {
      registry.off(status);
      var accounts = new CompactedTopic<>(TestClients.of(kafka, registry.url()), topic);
      var start =
          starting.submit(
              () -> {
                accounts.start();
                return true;
              });
      try {
        await()
            .untilAsserted(
                () ->
                    assertThat(accounts.healthCheck().execute().getMessage())
                        .contains(topic.name(), "schema registry"));
        assertThatExceptionOfType(RefusalException.class)
            .isThrownBy(() -> accounts.get("acme"))
            .satisfies(e -> assertThat(e.refusal().code()).isEqualTo(FailureCode.UNAVAILABLE));

        registry.on();

        assertThat(start.get()).isTrue();
        assertThat(accounts.get("acme")).map(AccountRecord::getSuspended).contains(true);
        await().until(() -> accounts.healthCheck().execute().isHealthy());
      } finally {
        accounts.stop();
      }
    }
  }

  @Test
  void aRevocationThatComesWhileTheRegistryIsDownIsNotLost() throws Exception {
    write("acme", account("acme", false));
    try (var registry = new SwitchedRegistry(kafka.registryUrl())) {
      var accounts = new CompactedTopic<>(TestClients.of(kafka, registry.url()), topic);
      accounts.start();
      try {
        registry.off(503);
        try (var raw = clients.rawProducer("raw")) {
          raw.send(new ProducerRecord<>(topic.name(), "acme", ofNewSchema(account("acme", true))))
              .get();
        }
        await().until(() -> !accounts.healthCheck().execute().isHealthy());
        registry.on();

        await()
            .untilAsserted(
                () ->
                    assertThat(accounts.get("acme"))
                        .map(AccountRecord::getSuspended)
                        .contains(true));
      } finally {
        accounts.stop();
      }
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

  /** The record as a later version of the service would write it. */
  private byte[] ofNewSchema(AccountRecord account) throws Exception {
    String now = account.getSchema().toString();
    String later =
        now.substring(0, now.lastIndexOf("]}"))
            + ",{\"name\":\"later\",\"type\":[\"null\",\"string\"],\"default\":null}]}";
    Schema schema = new Schema.Parser().parse(later);
    int id = SchemaRegistry.at(kafka.registryUrl()).idOf(topic.name() + "-later", schema);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new SpecificDatumWriter<AccountRecord>(account.getSchema()).write(account, encoder);
    encoder.writeIndex(0);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static AccountRecord account(String id, boolean suspended) {
    return AccountRecord.newBuilder()
        .setAccount(id)
        .setCreatedAt(Instant.EPOCH)
        .setSuspended(suspended)
        .build();
  }
}
