package dev.likeness.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaJobLogTest {
  private static final JobCommand COMMAND =
      new JobCommand("0".repeat(32), "acme", Instant.EPOCH, "request-1", new Cancel("a test"));

  @Test
  void refusesWhatIsNotAcknowledgedInTime() {
    try (var log = new KafkaJobLog(producer(), Duration.ofMillis(10))) {
      assertThatThrownBy(() -> log.append(COMMAND))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  @Test
  void refusesWhatTheBrokerRefuses() {
    var producer = producer();
    producer.sendException = new NotEnoughReplicasException("one of three");
    try (var log = new KafkaJobLog(producer, Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> log.append(COMMAND))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  /** Kafka's own stand-in: takes records and acknowledges none. */
  private static MockProducer<String, SpecificRecord> producer() {
    return new MockProducer<>(
        false,
        new RoundRobinPartitioner(),
        new StringSerializer(),
        new AvroSerdes("mock://job-log").serializer());
  }
}
