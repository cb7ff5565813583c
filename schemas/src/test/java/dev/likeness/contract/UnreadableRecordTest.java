package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.wire.RegistryOutage;
import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.schema.v1.CancelAttempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a record's bytes and schema are, it is read, refused for its own fault, or waits. */
@Timeout(30)
class UnreadableRecordTest {
  private static final int ID = 7;
  private static final String TOPIC = Topics.JOB_CONTROL.name();

  private final FakeRegistry registry;
  private final AvroSerdes serdes;

  UnreadableRecordTest() throws IOException {
    registry = new FakeRegistry();
    serdes = new AvroSerdes(registry.url());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ''",
    "401, '{\"error_code\":40101,\"message\":\"who are you\"}'",
    "403, ''",
    "404, '<html>'",
    "407, ''",
    "408, ''",
    "429, ''",
    "500, '{\"error_code\":50001,\"message\":\"store\"}'",
    "503, ''",
    "200, '<html>a proxy</html>'",
    "200, '{\"schema\":'"
  })
  void aRecordWaitsForWhateverIsNotItsFault(int status, String body) {
    registry.answer(ID, status, body);
    byte[] good = cancel();

    assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> read(good));

    assertThat(serdes.registryOutage()).isPresent();
    registry.answer(ID, 200, schema(CancelAttempt.SCHEMA$));
    assertThat(read(good).getJobId()).isEqualTo("job");
    assertThat(serdes.registryOutage()).isEmpty();
  }

  @Test
  void aRegistryThatIsNotThereIsToldWithWhatIsWrong() {
    registry.close();

    assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> read(cancel()));

    assertThat(serdes.registryOutage())
        .map(RegistryOutage::why)
        .hasValueSatisfying(why -> assertThat(why).contains("does not answer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "PROTOBUF", "XML"})
  void aSchemaOfAnotherTypeIsTheRecordsFault(String type) {
    registry.answer(ID, 200, "{\"schemaType\":\"" + type + "\",\"schema\":\"syntax\"}");

    assertRefused(cancel(), "cannot read as dev.likeness.schema.v1.CancelAttempt", type);
  }

  @Test
  void anUnknownSchemaIsTheRecordsFault() {
    assertRefused(cancel(), "cannot get the schema with id 7");
  }

  static Stream<String> schemasThatAreNone() {
    return Stream.of(
        "",
        "{",
        "{\"type\":\"record\"}",
        "{\"type\":\"recor",
        "[\"null\",\"no.such.Type\"]",
        "{\"type\":\"array\",\"items\":".repeat(900) + "\"int\"" + "}".repeat(900),
        "{\"type\":\"array\",\"items\":".repeat(9_000) + "\"int\"" + "}".repeat(9_000),
        "{\"type\":\"array\",\"items\":\"null\"}",
        "\"" + "x".repeat(200_000) + "\"");
  }

  @ParameterizedTest
  @MethodSource("schemasThatAreNone")
  void aSchemaThatIsNoneIsTheRecordsFault(String text) {
    registry.answer(ID, 200, schema(text));

    assertRefused(cancel(), "schema");
  }

  @Test
  void aSchemaThatRefersToOthersIsRead() {
    registry.answer(
        ID,
        200,
        "{\"schema\":"
            + quoted(referringSchema())
            + ",\"references\":[{\"name\":\"shared.Note\",\"subject\":\"note\",\"version\":3}]}");
    registry.answer("note", 3, "{\"schema\":" + quoted(NOTE) + ",\"version\":3,\"id\":2}");
    Schema whole = withNote();
    GenericRecord record = new GenericData.Record(whole);
    fill(record, whole);

    assertThat(read(bytes(whole, record)).getJobId()).isEqualTo("job");
  }

  @Test
  void aSchemaWhoseReferenceIsMissingIsTheRecordsFault() {
    registry.answer(
        ID,
        200,
        "{\"schema\":"
            + quoted(referringSchema())
            + ",\"references\":[{\"name\":\"shared.Note\",\"subject\":\"gone\",\"version\":1}]}");

    assertRefused(cancel(), "schema");
  }

  @Test
  void valuesThatAreNestedTooDeepAreTheRecordsFault() {
    String node =
        "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"Node\"]}]}";
    Schema schema = withExtraField(new Schema.Parser().parse(node));
    registry.answer(ID, 200, schema(schema.toString()));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(cancel());
    for (int i = 0; i < 100_000; i++) {
      bytes.write(2); // the second branch of the union: one more node inside
    }
    bytes.write(0);

    assertRefused(bytes.toByteArray(), "nested too deep");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5, 6, 9})
  void bytesThatEndTooEarlyAreTheRecordsFault(int length) {
    registry.answer(ID, 200, schema(CancelAttempt.SCHEMA$));

    assertRefused(Arrays.copyOf(cancel(), length), "");
  }

  @Test
  void whatCannotBeReadSaysTheCause() {
    Schema other =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"CancelAttempt\",\"namespace\":\"dev.likeness.schema.v1\","
                    + "\"fields\":[{\"name\":\"jobId\",\"type\":\"string\"}]}");
    registry.answer(ID, 200, schema(other));

    assertRefused(
        new byte[] {0, 0, 0, 0, ID, 2, 'a'},
        "cannot read as dev.likeness.schema.v1.CancelAttempt: ",
        "missing required field");
  }

  private static final String NOTE =
      "{\"type\":\"record\",\"name\":\"Note\",\"namespace\":\"shared\",\"fields\":[]}";

  private void assertRefused(byte[] record, String... words) {
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> read(record))
        .satisfies(e -> assertThat(e).isNotInstanceOf(RegistryUnavailableException.class))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
    assertThat(serdes.registryOutage()).isEmpty();
  }

  private CancelAttempt read(byte[] record) {
    return serdes.deserializer(CancelAttempt.class).deserialize(TOPIC, record);
  }

  private static byte[] cancel() {
    GenericRecord record = new GenericData.Record(CancelAttempt.SCHEMA$);
    fill(record, CancelAttempt.SCHEMA$);
    return bytes(CancelAttempt.SCHEMA$, record);
  }

  /**
   * Gives every string {@code "job"}, every number 0, and every record and union its first choice.
   */
  private static void fill(GenericRecord record, Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      Schema type = field.schema();
      Object value =
          switch (type.getType()) {
            case RECORD -> new GenericData.Record(type);
            case LONG -> 0L;
            case BOOLEAN -> false;
            default -> "job";
          };
      record.put(field.pos(), value);
    }
  }

  private static byte[] bytes(Schema schema, GenericRecord record) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(ID).array());
    try {
      var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static Schema withNote() {
    return withExtraField(new Schema.Parser().parse(NOTE));
  }

  private static Schema withExtraField(Schema type) {
    var fields =
        Stream.concat(
                CancelAttempt.SCHEMA$.getFields().stream()
                    .map(f -> new Schema.Field(f.name(), f.schema(), f.doc(), f.defaultVal())),
                Stream.of(new Schema.Field("extra", type, null, (Object) null)))
            .toList();
    return Schema.createRecord("CancelAttempt", null, "dev.likeness.schema.v1", false, fields);
  }

  /** The schema with a note, without the schema of the note itself. */
  private static String referringSchema() {
    return withNote()
        .toString()
        .replace(
            "{\"type\":\"record\",\"name\":\"Note\",\"namespace\":\"shared\",\"fields\":[]}",
            "\"shared.Note\"");
  }

  private static String schema(Schema schema) {
    return schema(schema.toString());
  }

  private static String schema(String text) {
    return "{\"schema\":" + quoted(text) + "}";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
