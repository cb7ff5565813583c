package dev.likeness.contract.wire;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Schema ids by schema, and schemas by id. Both never change, so each is kept once it is known; of
 * schemas by id, which strangers choose, the {@value #MAX_SCHEMAS} used last. Thread safe; calls
 * block, up to a limit, while the registry does not answer.
 *
 * <p>Methods throw {@link RegistryUnavailableException} when another try may succeed, and another
 * {@link SerializationException} when none can: {@link RegistryFault} tells them apart.
 */
public final class SchemaRegistry {
  private static final String IN_MEMORY = "mock://";
  private static final int CACHED_SCHEMAS = 1000;
  private static final int MAX_SCHEMAS = 200;
  private static final int CONNECT_LIMIT_MILLIS = 3_000;
  private static final int ANSWER_LIMIT_MILLIS = 10_000;

  private record Subject(String name, Schema schema) {}

  private interface Question<T> {
    T ask() throws IOException, RestClientException;
  }

  private final SchemaRegistryClient client;
  private final WriterSchemas writers;
  private final InstantSource clock;
  private final Map<Subject, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new LastUsed();
  private final AtomicReference<@Nullable RegistryOutage> outage = new AtomicReference<>();

  private SchemaRegistry(SchemaRegistryClient client, RegistryLookup lookup, InstantSource clock) {
    this.client = client;
    this.writers = new WriterSchemas(lookup);
    this.clock = clock;
  }

  public static SchemaRegistry at(String url) {
    if (url.startsWith(IN_MEMORY)) {
      var client =
          SchemaRegistryClientFactory.newClient(
              List.of(url), CACHED_SCHEMAS, List.of(new AvroSchemaProvider()), Map.of(), Map.of());
      return new SchemaRegistry(
          client, new RegistryLookup.InMemory(client), InstantSource.system());
    }
    var service = new RestService(url);
    service.setHttpConnectTimeoutMs(CONNECT_LIMIT_MILLIS);
    service.setHttpReadTimeoutMs(ANSWER_LIMIT_MILLIS);
    var client =
        new CachedSchemaRegistryClient(
            service, CACHED_SCHEMAS, List.of(new AvroSchemaProvider()), Map.of(), Map.of());
    return new SchemaRegistry(client, new RegistryLookup.Remote(service), InstantSource.system());
  }

  /** The id of {@code schema} under {@code subject}; registers it there if it is new. */
  public int idOf(String subject, Schema schema) {
    var key = new Subject(subject, schema);
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    String what = "cannot register " + schema.getFullName() + " under " + subject;
    int id = answer(what, () -> client.register(subject, new AvroSchema(schema.toString())));
    ids.put(key, id);
    return id;
  }

  /** The schema with that id, which wrote a record. */
  public Schema schemaOf(int id) {
    Schema known;
    synchronized (schemas) {
      known = schemas.get(id);
    }
    if (known != null) {
      return known;
    }
    if (id < 0) {
      throw new SerializationException("there is no schema with the id " + id);
    }
    Schema found = answer("cannot get the schema with id " + id, () -> writers.schemaOf(id));
    synchronized (schemas) {
      schemas.put(id, found);
    }
    return found;
  }

  /** Whether the registry gave no usable answer when it was asked last. */
  public Optional<RegistryOutage> outage() {
    return Optional.ofNullable(outage.get());
  }

  private <T> T answer(String what, Question<T> question) {
    try {
      T answer = question.ask();
      outage.set(null);
      return answer;
    } catch (SerializationException e) { // an answer, though none of use to the record
      outage.set(null);
      throw e;
    } catch (IOException e) {
      throw unavailable("the schema registry does not answer", e);
    } catch (RestClientException e) {
      String told = what + ": " + e.getMessage();
      throw switch (RegistryFault.of(e.getStatus(), e.getErrorCode())) {
        case OF_THE_RECORD -> {
          outage.set(null);
          yield new SerializationException(told, e);
        }
        case PASSING -> unavailable("the schema registry answers with status " + e.getStatus(), e);
        case OURS ->
            unavailable(
                "the schema registry refuses with status "
                    + e.getStatus()
                    + "; look at its address and credentials ("
                    + told
                    + ")",
                e);
      };
    }
  }

  private RegistryUnavailableException unavailable(String why, Exception cause) {
    var now = clock.instant();
    outage.updateAndGet(
        before -> new RegistryOutage(before == null ? now : before.since(), now, why));
    return new RegistryUnavailableException(why, cause);
  }

  /** Forgets the schema that was not used for longest. Guarded by itself. */
  private static final class LastUsed extends LinkedHashMap<Integer, Schema> {
    private static final long serialVersionUID = 1;

    LastUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Schema> eldest) {
      return size() > MAX_SCHEMAS;
    }
  }
}
