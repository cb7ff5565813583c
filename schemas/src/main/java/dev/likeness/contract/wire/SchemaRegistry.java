package dev.likeness.contract.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Schema ids by schema, and schemas by id. Each is asked of the registry once: both never change.
 * Thread safe.
 *
 * <p>Methods throw {@link SerializationException} when the registry cannot be reached, refuses a
 * schema as incompatible, or does not know an id; reading throws {@link
 * RegistryUnavailableException} when another try may succeed.
 */
public final class SchemaRegistry {
  private static final int CACHED_SCHEMAS = 1000;
  private static final int SERVER_ERROR = 500;

  private record Subject(String name, Schema schema) {}

  private final SchemaRegistryClient client;
  private final Map<Subject, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private SchemaRegistry(SchemaRegistryClient client) {
    this.client = client;
  }

  public static SchemaRegistry at(String url) {
    return new SchemaRegistry(
        SchemaRegistryClientFactory.newClient(
            List.of(url), CACHED_SCHEMAS, List.of(new AvroSchemaProvider()), Map.of(), Map.of()));
  }

  /** The id of {@code schema} under {@code subject}; registers it there if it is new. */
  public int idOf(String subject, Schema schema) {
    var key = new Subject(subject, schema);
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    try {
      int id = client.register(subject, new AvroSchema(schema.toString()));
      ids.put(key, id);
      return id;
    } catch (IOException | RestClientException e) {
      throw new SerializationException(
          "cannot register " + schema.getFullName() + " under " + subject, e);
    }
  }

  public Schema schemaOf(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    try {
      var schema = new Schema.Parser().parse(client.getSchemaById(id).canonicalString());
      schemas.put(id, schema);
      return schema;
    } catch (IOException e) {
      throw new RegistryUnavailableException("the schema registry does not answer", e);
    } catch (RestClientException e) {
      String message = "cannot get the schema with id " + id;
      throw e.getStatus() < SERVER_ERROR
          ? new SerializationException(message, e)
          : new RegistryUnavailableException(message, e);
    }
  }
}
