package dev.likeness.contract.wire;

import java.io.IOException;
import java.util.List;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry what it keeps, and leaves the reading of schemas to others: the Confluent
 * client reports a schema that it cannot parse as the {@link IOException} that a broken connection
 * is too. Thread safe; calls block.
 */
sealed interface RegistryLookup {
  RegisteredSchema byId(int id) throws IOException, RestClientException;

  RegisteredSchema byVersion(RegisteredSchema.Reference reference)
      throws IOException, RestClientException;

  /** A registry that is called over HTTP. */
  record Remote(RestService service) implements RegistryLookup {
    @Override
    public RegisteredSchema byId(int id) throws IOException, RestClientException {
      var found = service.getId(id);
      return registered(found.getSchemaType(), found.getSchemaString(), found.getReferences());
    }

    @Override
    public RegisteredSchema byVersion(RegisteredSchema.Reference reference)
        throws IOException, RestClientException {
      var found = service.getVersion(reference.subject(), reference.version());
      return registered(found.getSchemaType(), found.getSchema(), found.getReferences());
    }
  }

  /** The registry of tests, in memory. */
  record InMemory(SchemaRegistryClient client) implements RegistryLookup {
    @Override
    public RegisteredSchema byId(int id) throws IOException, RestClientException {
      ParsedSchema found = client.getSchemaById(id);
      return registered(found.schemaType(), found.canonicalString(), found.references());
    }

    @Override
    public RegisteredSchema byVersion(RegisteredSchema.Reference reference) {
      var found = client.getByVersion(reference.subject(), reference.version(), false);
      return registered(found.getSchemaType(), found.getSchema(), found.getReferences());
    }
  }

  /**
   * Registries leave out what is usual: the type of Avro schemas, and references if there are none.
   */
  private static RegisteredSchema registered(
      @Nullable String type, @Nullable String text, @Nullable List<SchemaReference> references) {
    return new RegisteredSchema(
        type == null ? RegisteredSchema.AVRO : type,
        text == null ? "" : text,
        references == null
            ? List.of()
            : references.stream()
                .map(r -> new RegisteredSchema.Reference(r.getSubject(), r.getVersion()))
                .toList());
  }
}
