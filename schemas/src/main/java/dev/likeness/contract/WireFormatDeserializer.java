package dev.likeness.contract;

import dev.likeness.contract.wire.RegistryUnavailableException;
import dev.likeness.contract.wire.SchemaRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Confluent wire format into one generated class, whatever compatible schema wrote it.
 * Whatever is wrong with a record is a {@link SerializationException} that says so; only a registry
 * that does not tell is a {@link RegistryUnavailableException}. Thread safe.
 */
final class WireFormatDeserializer<V extends SpecificRecord> implements Deserializer<V> {
  private static final int HEADER = 5;
  private static final int MAX_REASON = 300;
  private static final int MAX_READERS = 16;

  private final SchemaRegistry registry;
  private final Schema reader;

  /**
   * Readers by what wrote. To make one costs more than to read a record with it. Usually there is
   * one, and two during an upgrade; strangers can name others, so they are forgotten when there are
   * too many.
   */
  private final Map<Schema, DatumReader<V>> readers = new ConcurrentHashMap<>();

  WireFormatDeserializer(SchemaRegistry registry, Class<V> type) {
    this.registry = registry;
    this.reader = SpecificData.get().getSchema(type);
  }

  @Override
  public @Nullable V deserialize(String topic, byte @Nullable [] data) {
    if (data == null) {
      return null;
    }
    if (data.length < HEADER || data[0] != WireFormatSerializer.MAGIC) {
      throw new SerializationException(
          "not in the Confluent wire format (a zero byte, a 4-byte schema id, Avro binary)");
    }
    try {
      Schema writer = registry.schemaOf(ByteBuffer.wrap(data, 1, 4).getInt());
      if (!writer.getFullName().equals(reader.getFullName())) {
        throw new SerializationException(
            "expected " + reader.getFullName() + ", got " + writer.getFullName());
      }
      return read(writer, data);
    } catch (RegistryUnavailableException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      // Avro throws many kinds for broken bytes, and an error for values that are nested too deep.
      throw new SerializationException(
          "cannot read as " + reader.getFullName() + ": " + reason(e), e);
    }
  }

  private V read(Schema writer, byte[] data) throws IOException {
    var decoder = DecoderFactory.get().binaryDecoder(data, HEADER, data.length - HEADER, null);
    V value = readerOf(writer).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new SerializationException("bytes left over after " + reader.getFullName());
    }
    return value;
  }

  private DatumReader<V> readerOf(Schema writer) throws IOException {
    DatumReader<V> known = readers.get(writer);
    if (known != null) {
      return known;
    }
    if (readers.size() >= MAX_READERS) {
      readers.clear();
    }
    DatumReader<V> made =
        SpecificData.getForSchema(reader).getFastReaderBuilder().createDatumReader(writer, reader);
    readers.put(writer, made);
    return made;
  }

  private static String reason(Throwable thrown) {
    if (thrown instanceof StackOverflowError) {
      return "its values are nested too deep";
    }
    String message = thrown.getMessage();
    if (message == null) {
      return thrown instanceof EOFException
          ? "it ends too early"
          : thrown.getClass().getSimpleName();
    }
    return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "...";
  }
}
