package dev.likeness.contract;

import dev.likeness.contract.wire.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializers for the values of every topic, in the Confluent wire format: a zero byte, the schema
 * id as four bytes, then Avro binary. The subject is {@code <topic>-value} (topic name strategy).
 * Thread safe; instances made here share one registry client and its cache.
 */
public final class AvroSerdes {
  private final SchemaRegistry registry;

  /**
   * @param registryUrl base of the Confluent-compatible API, or {@code mock://<scope>} for an
   *     in-memory registry of this JVM
   */
  public AvroSerdes(String registryUrl) {
    TrustedRecords.install();
    this.registry = SchemaRegistry.at(registryUrl);
  }

  /** Writes any generated record; registers its schema under the topic's subject on first use. */
  public Serializer<SpecificRecord> serializer() {
    return new WireFormatSerializer<>(registry);
  }

  /**
   * Reads records of any compatible schema as {@code type}.
   *
   * <p>The deserializer throws {@link org.apache.kafka.common.errors.SerializationException} for
   * bytes that are not in the wire format, and for a schema that cannot be read as {@code type}.
   */
  public <V extends SpecificRecord> Deserializer<V> deserializer(Class<V> type) {
    return new WireFormatDeserializer<>(registry, type);
  }

  public <V extends SpecificRecord> Serde<V> serde(Class<V> type) {
    return Serdes.serdeFrom(new WireFormatSerializer<V>(registry), deserializer(type));
  }

  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    return serde(topic.type());
  }
}
