package dev.likeness.ingest.kafka;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.intake.JobLog;
import dev.likeness.ingest.intake.LogPosition;
import dev.likeness.ingest.testing.JobLogContract;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.JobCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class KafkaJobLogIT implements JobLogContract {
  private final KafkaEndpoint endpoint;
  private final KafkaClients clients;
  private final KafkaJobLog log;

  KafkaJobLogIT(KafkaEndpoint endpoint) {
    this.endpoint = endpoint;
    this.clients =
        new KafkaClients(
            new KafkaSection(endpoint.bootstrapServers(), endpoint.registryUrl(), Map.of()),
            "test");
    this.log = new KafkaJobLog(clients.producer("commands"), Duration.ofSeconds(20));
  }

  @BeforeEach
  void createTopics() throws InterruptedException {
    try (var admin = clients.admin()) {
      new TopicProvisioner(admin, 3).provision(List.of(), List.of());
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Override
  public JobLog jobLog() {
    return log;
  }

  @Override
  public JobCommand commandAt(LogPosition position) {
    var partition = new TopicPartition(Topics.JOB_COMMANDS.name(), position.partition());
    var deserializer = new AvroSerdes(endpoint.registryUrl()).deserializer(JobCommand.class);
    try (var consumer = clients.rawConsumer(TestTopics.uniqueName("reader"), 1)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, position.offset());
      var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
      return deserializer.deserialize(partition.topic(), records.get(0).value());
    }
  }
}
