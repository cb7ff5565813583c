package dev.likeness.ingest.inputs;

import dev.likeness.contract.wire.RegistryUnavailableException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of our own making; one that cannot be read is logged and skipped. Thread safe. */
record RecordReader<V extends SpecificRecord>(Deserializer<V> deserializer) {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

  /**
   * The value; empty if there is none, or none that can be read.
   *
   * @throws RegistryUnavailableException if nobody can tell now
   */
  Optional<V> read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(deserializer.deserialize(record.topic(), record.value()));
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("skipped a record that cannot be read");
      return Optional.empty();
    }
  }
}
