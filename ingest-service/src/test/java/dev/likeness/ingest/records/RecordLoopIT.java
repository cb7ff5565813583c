package dev.likeness.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.time.BackoffSchedule;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that brings trouble about is alone in it, on the real broker. */
@Timeout(60)
@ExtendWith(KafkaExtension.class)
class RecordLoopIT {
  private static final int OF_PARTITION = 4;
  private static final BackoffSchedule SHORT_PAUSES =
      BackoffSchedule.doubling(Duration.ofMillis(1), Duration.ofMillis(20), 10, 0);

  private final KafkaEndpoint kafka;
  private final KafkaClients clients;
  private final String topic = TestTopics.uniqueName("work");
  private final String group = TestTopics.uniqueName("loop");
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final Queue<String> givenUp = new ConcurrentLinkedQueue<>();
  private final RecordLoop loop;

  RecordLoopIT(KafkaEndpoint kafka) throws Exception {
    this.kafka = kafka;
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    try (var admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
    loop =
        new RecordLoop(
            clients,
            new RecordLoop.Settings(
                group, Pattern.compile(Pattern.quote(topic)), 8, OF_PARTITION, Duration.ZERO),
            new Troubled(),
            () -> {},
            new Random(7),
            SHORT_PAUSES);
  }

  @AfterEach
  void stop() throws Exception {
    loop.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stack-overflow", "out-of-memory", "missing-class", "exception"})
  void whateverIsThrownAtARecordItIsGivenUpAndCommitted(String poison) throws Exception {
    send(0, poison, "good");

    loop.start();

    await().untilAsserted(() -> assertThat(givenUp).containsExactly(poison));
    await().untilAsserted(() -> assertThat(done).containsExactly("good"));
    await().untilAsserted(() -> assertThat(committed(0)).isEqualTo(2));
  }

  @Test
  void aRecordThatIsNeverDoneHoldsUpNoOtherAndHealthNamesIt() throws Exception {
    send(0, "never");
    for (int i = 0; i < 3 * OF_PARTITION; i++) {
      send(0, "same-partition");
      send(1, "other-partition");
    }

    loop.start();

    await().untilAsserted(() -> assertThat(done).hasSize(6 * OF_PARTITION));
    await().untilAsserted(() -> assertThat(committed(1)).isEqualTo(3 * OF_PARTITION));
    assertThat(committed(0)).isNull();
    await().until(() -> !loop.healthCheck().execute().isHealthy());
    assertThat(loop.healthCheck().execute().getMessage()).contains(topic + "-0", "offset 0");
  }

  private void send(int partition, String... keys) throws Exception {
    try (var producer = clients.rawProducer("test")) {
      for (String key : keys) {
        producer.send(new ProducerRecord<>(topic, partition, key, new byte[0])).get();
      }
    }
  }

  private @Nullable Long committed(int partition) throws Exception {
    try (var admin = kafka.admin()) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topic, partition));
      return offset == null ? null : offset.offset();
    }
  }

  private final class Troubled implements RecordLoop.Work {
    @Override
    public boolean take(ConsumerRecord<byte[], byte[]> record) {
      switch (key(record)) {
        case "never" -> {
          return false;
        }
        case "stack-overflow" -> throw new StackOverflowError();
        case "out-of-memory" -> throw new OutOfMemoryError("pretended");
        case "missing-class" -> throw new NoClassDefFoundError("gone");
        case "exception" -> throw new IllegalStateException("broken");
        default -> done.add(key(record));
      }
      return true;
    }

    @Override
    public boolean giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown) {
      givenUp.add(key(record));
      return true;
    }

    private String key(ConsumerRecord<byte[], byte[]> record) {
      return new String(record.key(), StandardCharsets.UTF_8);
    }
  }
}
