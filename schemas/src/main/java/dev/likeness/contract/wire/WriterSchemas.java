package dev.likeness.contract.wire;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Makes a schema that records are read with of what the registry keeps. Whoever may write records
 * may name any schema of the registry, so one that is not Avro, is too large or too deep, refers to
 * too many others, or lets a few bytes stand for many items is refused. Thread safe; calls block.
 */
final class WriterSchemas {
  /** Of all the schemas that are needed together; the largest of ours has a tenth of it. */
  static final int MAX_CHARACTERS = 128 * 1024;

  /** Schemas that a schema refers to, directly or through others. */
  static final int MAX_REFERENCES = 32;

  /** Levels of types inside each other, a recursive type counted once. */
  static final int MAX_DEPTH = 64;

  private final RegistryLookup registry;

  WriterSchemas(RegistryLookup registry) {
    this.registry = registry;
  }

  /**
   * The schema with that id.
   *
   * @throws SerializationException if it is none that records are read with
   */
  Schema schemaOf(int id) throws IOException, RestClientException {
    return new Assembly().parse(registry.byId(id));
  }

  /** The parsing of one schema, after those that it refers to. */
  private final class Assembly {
    private final Schema.Parser parser = new Schema.Parser();
    private final Set<RegisteredSchema.Reference> fetched = new HashSet<>();
    private int characters;

    Schema parse(RegisteredSchema registered) throws IOException, RestClientException {
      if (!registered.type().equals(RegisteredSchema.AVRO)) {
        throw new SerializationException(
            "its schema is of type " + registered.type() + ", an Avro schema is needed");
      }
      characters += registered.text().length();
      if (characters > MAX_CHARACTERS) {
        throw new SerializationException(
            "its schema has more than " + MAX_CHARACTERS + " characters");
      }
      for (RegisteredSchema.Reference reference : registered.references()) {
        if (fetched.add(reference)) {
          if (fetched.size() > MAX_REFERENCES) {
            throw new SerializationException(
                "its schema refers to more than " + MAX_REFERENCES + " others");
          }
          var _ = parse(registry.byVersion(reference));
        }
      }
      return checked(registered.text());
    }

    private Schema checked(String text) {
      try {
        Schema schema = parser.parse(text);
        check(schema, 1, new HashSet<>());
        return schema;
      } catch (AvroRuntimeException | StackOverflowError e) {
        throw new SerializationException("its schema is not a valid Avro schema: " + reason(e), e);
      }
    }
  }

  private static void check(Schema schema, int depth, Set<String> seen) {
    if (depth > MAX_DEPTH) {
      throw new SerializationException(
          "its schema has more than " + MAX_DEPTH + " levels of types inside each other");
    }
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          schema.getFields().forEach(field -> check(field.schema(), depth + 1, seen));
        }
      }
      case ARRAY -> {
        if (takesNoBytes(schema.getElementType(), new HashSet<>())) {
          throw new SerializationException(
              "its schema has an array whose items take no bytes, so that there may be any number");
        }
        check(schema.getElementType(), depth + 1, seen);
      }
      case MAP -> check(schema.getValueType(), depth + 1, seen);
      case UNION -> schema.getTypes().forEach(type -> check(type, depth + 1, seen));
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }

  private static boolean takesNoBytes(Schema schema, Set<String> within) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD ->
          !within.add(schema.getFullName())
              || schema.getFields().stream().allMatch(f -> takesNoBytes(f.schema(), within));
      case ARRAY, MAP, UNION, ENUM, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN -> false;
    };
  }

  private static String reason(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}
