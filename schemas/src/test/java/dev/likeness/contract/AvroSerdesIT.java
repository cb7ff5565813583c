package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The wire format through the Confluent client against the real registry. */
@ExtendWith(KafkaExtension.class)
class AvroSerdesIT {
  private static final String TOPIC = Topics.JOB_COMMANDS.name();

  @Test
  void whatOneInstanceWritesAnotherReads(KafkaEndpoint kafka) {
    byte[] bytes = new AvroSerdes(kafka.registryUrl()).serializer().serialize(TOPIC, command());

    JobCommand read =
        new AvroSerdes(kafka.registryUrl())
            .deserializer(JobCommand.class)
            .deserialize(TOPIC, bytes);

    assertThat(read).isEqualTo(command());
  }

  @Test
  void theBytesBeginWithZeroAndTheIdUnderTheTopicsSubject(KafkaEndpoint kafka) throws Exception {
    byte[] bytes = new AvroSerdes(kafka.registryUrl()).serializer().serialize(TOPIC, command());

    assertThat(bytes[0]).isZero();
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    assertThat(latestOf(kafka, TOPIC + "-value")).contains("\"id\":" + id);
  }

  @Test
  void bytesThatAreNotInTheWireFormatAreRefused(KafkaEndpoint kafka) {
    var deserializer = new AvroSerdes(kafka.registryUrl()).deserializer(JobCommand.class);

    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new byte[] {'{', '}', 1, 2, 3, 4}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Confluent wire format");
    assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new byte[] {0, 0, 0}))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void aRecordOfAnotherTypeIsRefusedByName(KafkaEndpoint kafka) {
    var serdes = new AvroSerdes(kafka.registryUrl());
    byte[] entry = serdes.serializer().serialize(Topics.LEDGER.name(), deposit());

    assertThatThrownBy(() -> serdes.deserializer(JobCommand.class).deserialize(TOPIC, entry))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(
            "expected dev.likeness.schema.v1.JobCommand, got dev.likeness.schema.v1.LedgerEntry");
  }

  @Test
  void aTruncatedRecordIsRefused(KafkaEndpoint kafka) {
    var serdes = new AvroSerdes(kafka.registryUrl());
    byte[] whole = serdes.serializer().serialize(TOPIC, command());
    byte[] half = Arrays.copyOf(whole, whole.length / 2);

    assertThatThrownBy(() -> serdes.deserializer(JobCommand.class).deserialize(TOPIC, half))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void aSchemaOfAnotherTypeAndOneThatIsNotThereAreTheRecordsFault(KafkaEndpoint kafka)
      throws Exception {
    var reader = new AvroSerdes(kafka.registryUrl()).deserializer(JobCommand.class);
    int json =
        register(
            kafka,
            "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"$schema\\\":\\\"http://json-schema.org/draft-07/schema#\\\",\\\"type\\\":\\\"object\\\"}\"}");

    assertThatThrownBy(() -> reader.deserialize(TOPIC, recordOf(json)))
        .isInstanceOf(SerializationException.class)
        .isNotInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("JSON");
    assertThatThrownBy(() -> reader.deserialize(TOPIC, recordOf(2_000_000_000)))
        .isInstanceOf(SerializationException.class)
        .isNotInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void aSchemaWithReferencesIsReadWithThem(KafkaEndpoint kafka) throws Exception {
    String subject = TestTopics.uniqueName("note");
    register(
        kafka,
        subject,
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"shared.Note\\\",\\\"fields\\\":[]}\"}");
    int referring =
        register(
            kafka,
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"other.Letter\\\",\\\"fields\\\":"
                + "[{\\\"name\\\":\\\"note\\\",\\\"type\\\":\\\"shared.Note\\\"}]}\",\"references\":"
                + "[{\"name\":\"shared.Note\",\"subject\":\""
                + subject
                + "\",\"version\":1}]}");

    assertThatThrownBy(
            () ->
                new AvroSerdes(kafka.registryUrl())
                    .deserializer(JobCommand.class)
                    .deserialize(TOPIC, recordOf(referring)))
        .isNotInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("got other.Letter");
  }

  private static byte[] recordOf(int id) {
    return ByteBuffer.allocate(6).put((byte) 0).putInt(id).array();
  }

  private static int register(KafkaEndpoint kafka, String schema) throws Exception {
    return register(kafka, TestTopics.uniqueName("subject"), schema);
  }

  private static int register(KafkaEndpoint kafka, String subject, String schema) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var url = URI.create(kafka.registryUrl() + "/subjects/" + subject + "/versions");
      String body =
          http.send(
                  HttpRequest.newBuilder(url)
                      .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                      .POST(HttpRequest.BodyPublishers.ofString(schema))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(body).contains("\"id\"");
      return Integer.parseInt(body.replaceAll(".*\"id\":(\\d+).*", "$1"));
    }
  }

  private static JobCommand command() {
    return JobCommand.newBuilder()
        .setJobId("017f22e279b07cc398c4dc0c0c07398f")
        .setAccount("acme")
        .setAt(Instant.parse("2026-11-20T10:00:00Z"))
        .setRequestId("r-1")
        .setCommand(Cancel.newBuilder().setReason("changed my mind").build())
        .build();
  }

  private static LedgerEntry deposit() {
    return LedgerEntry.newBuilder()
        .setAccount("acme")
        .setEntryId("d-1")
        .setKind(LedgerEntryKind.DEPOSIT)
        .setAmountMicros(1)
        .setAt(Instant.EPOCH)
        .build();
  }

  private static String latestOf(KafkaEndpoint kafka, String subject) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var url = URI.create(kafka.registryUrl() + "/subjects/" + subject + "/versions/latest");
      return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    }
  }
}
