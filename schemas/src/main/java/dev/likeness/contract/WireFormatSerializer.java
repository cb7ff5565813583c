package dev.likeness.contract;

import dev.likeness.contract.wire.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes the Confluent wire format. Thread safe. */
final class WireFormatSerializer<V extends SpecificRecord> implements Serializer<V> {
  static final byte MAGIC = 0;

  private final SchemaRegistry registry;

  /** One, unless the class was generated again. To make it costs as much as to write with it. */
  private final Map<Schema, SpecificDatumWriter<V>> writers = new ConcurrentHashMap<>();

  WireFormatSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable V value) {
    if (value == null) {
      return null; // a tombstone
    }
    try (var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes)) {
      out.writeByte(MAGIC);
      out.writeInt(registry.idOf(topic + "-value", value.getSchema()));
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writers
          .computeIfAbsent(value.getSchema(), schema -> new SpecificDatumWriter<>(schema))
          .write(value, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new SerializationException(
          "cannot write " + value.getSchema().getFullName() + " for " + topic, e);
    }
  }
}
