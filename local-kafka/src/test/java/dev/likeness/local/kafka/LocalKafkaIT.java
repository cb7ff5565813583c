package dev.likeness.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class LocalKafkaIT {

  @Test
  void carriesRecords(KafkaEndpoint kafka) throws Exception {
    KafkaRoundTrip events =
        new KafkaRoundTrip(kafka.bootstrapServers(), TestTopics.create(kafka, "events", 1));

    events.write("one", "two");

    assertThat(events.readAll()).containsExactly("one", "two");
  }

  @Test
  void givesASchemaBackByItsId(KafkaEndpoint kafka) throws Exception {
    SchemaRoundTrip schemas = new SchemaRoundTrip(kafka.registryUrl());

    String answer = schemas.register(TestTopics.uniqueName("events-value"));

    String id = answer.replaceAll("\\D+", " ").strip().split(" ")[0];
    assertThat(schemas.get("/schemas/ids/" + id)).contains("string");
  }
}
