package dev.likeness.contract;

import dev.likeness.contract.wire.RegistryOutage;
import dev.likeness.contract.wire.SchemaRegistry;
import java.util.Optional;
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
  private final boolean waiting;

  /**
   * @param registryUrl base of the Confluent-compatible API, or {@code mock://<scope>} for an
   *     in-memory registry of this JVM
   */
  public AvroSerdes(String registryUrl) {
    TrustedRecords.install();
    this.registry = SchemaRegistry.at(registryUrl);
    this.waiting = false;
  }

  private AvroSerdes(SchemaRegistry registry, boolean waiting) {
    this.registry = registry;
    this.waiting = waiting;
  }

  /**
   * Serdes over the same registry that wait while it gives no usable answer, two minutes at most
   * for a record. For Kafka Streams, which can do no other than skip a record or end its thread,
   * and then restores all of the thread's state.
   */
  public AvroSerdes waiting() {
    return new AvroSerdes(registry, true);
  }

  /** What is wrong with the registry, if it gave no usable answer when it was asked last. */
  public Optional<RegistryOutage> registryOutage() {
    return registry.outage();
  }

  /** Writes any generated record; registers its schema under the topic's subject on first use. */
  public Serializer<SpecificRecord> serializer() {
    return this.<SpecificRecord>writer();
  }

  /**
   * Reads records of any compatible schema as {@code type}.
   *
   * <p>The deserializer throws {@link org.apache.kafka.common.errors.SerializationException} for
   * whatever is wrong with a record: bytes that are not in the wire format, a schema that cannot be
   * read as {@code type}, values that do not fit it. It throws {@link
   * dev.likeness.contract.wire.RegistryUnavailableException} when nobody can tell now.
   */
  public <V extends SpecificRecord> Deserializer<V> deserializer(Class<V> type) {
    var once = new WireFormatDeserializer<>(registry, type);
    return waiting
        ? (topic, bytes) -> RegistryWait.until(() -> once.deserialize(topic, bytes))
        : once;
  }

  public <V extends SpecificRecord> Serde<V> serde(Class<V> type) {
    return Serdes.serdeFrom(this.<V>writer(), deserializer(type));
  }

  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    return serde(topic.type());
  }

  private <V extends SpecificRecord> Serializer<V> writer() {
    var once = new WireFormatSerializer<V>(registry);
    return waiting
        ? (topic, value) -> RegistryWait.until(() -> once.serialize(topic, value))
        : once;
  }
}
